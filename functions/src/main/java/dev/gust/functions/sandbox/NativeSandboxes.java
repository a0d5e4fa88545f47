package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.Connection;
import dev.gust.functions.channel.ConnectionListener;
import dev.gust.functions.code.PackageId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sandboxes made by the native launcher, over its socket. See {@code commands.c} for what is said there. */
final class NativeSandboxes implements Sandboxes {
    private static final System.Logger LOG = System.getLogger(NativeSandboxes.class.getName());

    private final LauncherProcess process;
    private final ChannelLoop loop;
    private final SandboxListener listener;
    private final SocketChannel control;
    private final UnixDomainSocketAddress address;
    private final Map<Long, Boolean> alive = new ConcurrentHashMap<>();
    private final Map<Long, CgroupUsage> usages = new ConcurrentHashMap<>();
    /** Which environment is where the launcher's proxy says that somebody speaks from. */
    private final Map<Long, Long> places = new ConcurrentHashMap<>();

    private final Object commands = new Object();
    private final Lost lost;
    private final AtomicLong commanded = new AtomicLong();
    private volatile long asked;
    private volatile long answered;
    private volatile boolean closing;
    private volatile boolean over;

    /** Hears that the launcher is no more. */
    interface Lost {
        void lost(NativeSandboxes gone, String reason);
    }

    private NativeSandboxes(
            LauncherProcess process, LauncherSettings settings, ChannelLoop loop, SandboxListener listener, Lost lost)
            throws IOException {
        this.process = process;
        this.loop = loop;
        this.lost = lost;
        this.listener = listener;
        this.address = UnixDomainSocketAddress.of(settings.socket());
        this.control = SocketChannel.open(StandardProtocolFamily.UNIX);
        control.connect(address);
        write(control, "control\n");
        Thread.ofPlatform().name("gust-launcher-events").daemon(true).start(this::hear);
    }

    /** Starts the launcher. */
    static NativeSandboxes start(LauncherSettings settings, ChannelLoop loop, SandboxListener listener, Lost lost)
            throws SandboxUnavailableException {
        LauncherProcess process = LauncherProcess.start(settings);
        try {
            return new NativeSandboxes(process, settings, loop, listener, lost);
        } catch (IOException e) {
            process.close();
            throw new SandboxUnavailableException("The launcher was started but does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public Isolation isolation() {
        return process.isolation();
    }

    @Override
    public SandboxPaths paths(SandboxOrder order) {
        return SandboxPaths.USUAL;
    }

    @Override
    public Optional<String> noWayOut() {
        return process.noWayOut();
    }

    @Override
    public Optional<String> noDevices() {
        return isolation().level() == Isolation.Level.SANDBOX
                ? Optional.empty()
                : Optional.of("Functions are handed devices only where the server is root.");
    }

    @Override
    public SandboxConnections start(
            long id,
            SandboxOrder order,
            ConnectionListener channelListener,
            ConnectionListener outputListener,
            ConnectionListener besideListener) {
        alive.put(id, true);
        try {
            Connection output = connect("output " + id, outputListener, null);
            Optional<Connection> beside =
                    order.extensions() ? Optional.of(connect("beside " + id, besideListener, null)) : Optional.empty();
            Connection channel = connect("channel " + id, channelListener, variables(order));
            String variables = order.variables().isPresent() ? " env" : "";
            command("start " + id + ' ' + order.profile() + variables + words(order));
            if (over) {
                // Whoever told of all that was alive may not have seen this one.
                gone(id);
            }
            return new SandboxConnections(Optional.of(channel), Optional.of(output), beside);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to the launcher", e);
        }
    }

    @Override
    public SocketChannel connect(long id, int port) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address);
            write(channel, "inward " + id + ' ' + port + '\n');
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void assign(long id, SandboxOrder order) {
        command("assign " + id + words(order));
    }

    @Override
    public void freeze(long id) {
        command("freeze " + id);
    }

    @Override
    public void thaw(long id) {
        command("thaw " + id);
    }

    @Override
    public void terminate(long id) {
        command("terminate " + id);
    }

    @Override
    public void kill(long id) {
        command("kill " + id);
    }

    @Override
    public Optional<SandboxUsage> usage(long id) {
        CgroupUsage usage = usages.get(id);
        return usage == null ? Optional.empty() : usage.read();
    }

    @Override
    public Optional<Long> environmentAt(long place) {
        return Optional.ofNullable(places.get(place));
    }

    /** False while it owes an answer. Asks when it was told something since the last time. */
    boolean answers() {
        long said = commanded.get();
        if (answered != asked) {
            return over;
        }
        if (said != asked) {
            asked = said;
            // A launcher that reads nothing lets nobody write either.
            Thread.ofVirtual().name("gust-launcher-ping").start(() -> send("ping " + said));
        }
        return true;
    }

    /** Whether the launcher is no more. */
    boolean over() {
        return over;
    }

    /** Ends it as it is. */
    void destroy() {
        process.destroy();
    }

    /** What is left of one that has ended or is not listened to any more. */
    void end() {
        process.destroy();
        close();
    }

    @Override
    public void close() {
        closing = true;
        try {
            control.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "launcher=close", e);
        }
        process.close();
        usages.values().forEach(CgroupUsage::close);
    }

    private Connection connect(String purpose, ConnectionListener connectionListener, @Nullable ByteBuffer first)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address);
            write(channel, purpose + '\n');
            Connection connection = loop.add(channel, connectionListener);
            if (first != null) {
                connection.write(first);
            }
            return connection;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** In the machine's own byte order, as the launcher's child reads it right before it becomes the program. */
    private static @Nullable ByteBuffer variables(SandboxOrder order) {
        Map<String, String> variables = order.variables().orElse(null);
        if (variables == null) {
            return null;
        }
        byte[] text = variables.entrySet().stream()
                .map(variable -> variable.getKey() + '=' + variable.getValue() + '\0')
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length)
                .order(java.nio.ByteOrder.nativeOrder())
                .putInt(text.length)
                .put(text)
                .flip();
    }

    private static String words(SandboxOrder order) {
        StringBuilder words = new StringBuilder(" memory=" + order.memoryMegabytes() + " tmp="
                + order.temporaryMegabytes() + " heap=" + order.heapMegabytes());
        order.code().ifPresent(code -> words.append(" code=").append(code.value()));
        if (!order.layers().isEmpty()) {
            words.append(" layers=")
                    .append(order.layers().stream().map(PackageId::value).collect(Collectors.joining(",")));
        }
        if (!order.devices().isEmpty()) {
            words.append(" devices=").append(String.join(",", order.devices()));
        }
        order.classes().ifPresent(classes -> words.append(" classes=").append(classes.value()));
        if (order.background()) {
            words.append(" background");
        }
        if (order.extensions()) {
            words.append(" extensions");
        }
        if (order.network() == NetworkPolicy.OUTGOING) {
            words.append(" outgoing");
        }
        return words.toString();
    }

    private void command(String line) {
        commanded.incrementAndGet();
        send(line);
    }

    private void send(String line) {
        try {
            synchronized (commands) {
                write(control, line + '\n');
            }
        } catch (IOException e) {
            // The end of the launcher is told by whoever reads from it.
            LOG.log(System.Logger.Level.DEBUG, "launcher=unreachable", e);
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void hear() {
        String reason = "The launcher ended.";
        try (BufferedReader lines = new BufferedReader(Channels.newReader(control, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    event(line);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "launcher_event=failed", e);
                }
            }
        } catch (IOException e) {
            reason = "The launcher's connection broke: " + e.getMessage();
        }
        if (!closing) {
            lost.lost(this, reason);
        }
        over = true;
        for (long id : new ArrayList<>(alive.keySet())) {
            gone(id);
        }
    }

    private void event(String line) {
        // Whatever it says, it is alive.
        answered = asked;
        List<String> words = List.of(line.split(" ", 7));
        String verb = words.getFirst();
        if (verb.equals("ready")) {
            return;
        }
        long id = Long.parseLong(words.get(1));
        switch (verb) {
            case "pong" -> {}
            case "started" -> {
                places.put(Long.parseLong(words.get(3)), id);
                process.usageOf(Integer.parseInt(words.get(2))).ifPresent(usage -> usages.put(id, usage));
                listener.started(id);
            }
            case "assigned" -> listener.assigned(id);
            case "failed" -> listener.failed(id, line.substring(line.indexOf(' ', line.indexOf(' ') + 1) + 1));
            case "exited" -> listener.exited(id, exit(words));
            case "gone" -> gone(id);
            default -> LOG.log(System.Logger.Level.DEBUG, "launcher_event=" + verb);
        }
    }

    private void gone(long id) {
        places.values().remove(id);
        CgroupUsage usage = usages.remove(id);
        if (usage != null) {
            usage.close();
        }
        if (alive.remove(id) != null) {
            listener.gone(id);
        }
    }

    private static SandboxExit exit(List<String> words) {
        OptionalInt number = OptionalInt.of(Integer.parseInt(words.get(3)));
        boolean signalled = words.get(2).equals("signal");
        SandboxUsage usage =
                new SandboxUsage(Long.parseLong(words.get(5)), Duration.ofNanos(Long.parseLong(words.get(6)) * 1000));
        return new SandboxExit(
                signalled ? OptionalInt.empty() : number,
                signalled ? number : OptionalInt.empty(),
                words.get(4).equals("1"),
                usage);
    }
}
