package dev.gust.functions.sandbox;

import dev.gust.base.Ids;
import dev.gust.functions.Isolation;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.Connection;
import dev.gust.functions.channel.ConnectionListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Processes for machines without a launcher: no limit but the timeout holds, and what isolates them is their {@link Enclosure}'s. The
 * programs connect to a socket of ours, since a process can not be started with connections of one's own choosing from here.
 */
public final class ProcessSandboxes implements Sandboxes {
    private static final System.Logger LOG = System.getLogger(ProcessSandboxes.class.getName());
    private static final int START_SECONDS = 20;
    private static final Duration TELLING = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final LauncherSettings settings;
    private final ChannelLoop loop;
    private final SandboxListener listener;
    private final Ids ids;
    private final ProcessConnections connections;
    private final Enclosure enclosure;
    private final Map<Long, Process> processes = new ConcurrentHashMap<>();
    private final Map<Long, RuntimeApiPort> ports = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private ProcessSandboxes(
            LauncherSettings settings,
            ProcessConnections connections,
            Enclosure enclosure,
            ChannelLoop loop,
            SandboxListener listener,
            Ids ids) {
        this.ids = ids;
        this.settings = settings;
        this.connections = connections;
        this.enclosure = enclosure;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Not isolated at all.
     *
     * @param reason why there is nothing better, and what to do about it
     */
    public static ProcessSandboxes bare(
            LauncherSettings settings, String reason, ChannelLoop loop, SandboxListener listener, Ids ids)
            throws IOException {
        ProcessConnections connections = new ProcessConnections(socket(settings));
        return new ProcessSandboxes(settings, connections, new BareProcesses(settings, reason), loop, listener, ids);
    }

    /** Within bwrap's walls, where it is installed and works. */
    public static Optional<Sandboxes> enclosed(
            LauncherSettings settings, String reason, ChannelLoop loop, SandboxListener listener, Ids ids)
            throws IOException {
        Optional<Bubblewrap> walls = Bubblewrap.find(settings, socket(settings), reason);
        if (walls.isEmpty()) {
            return Optional.empty();
        }
        ProcessConnections connections = new ProcessConnections(socket(settings));
        return Optional.of(new ProcessSandboxes(settings, connections, walls.get(), loop, listener, ids));
    }

    private static Path socket(LauncherSettings settings) {
        return settings.directory().resolve("processes.sock");
    }

    @Override
    public Isolation isolation() {
        return enclosure.isolation();
    }

    @Override
    public SandboxPaths paths(SandboxOrder order) {
        return enclosure.paths(order);
    }

    @Override
    public Optional<String> noDevices() {
        return enclosure.noDevices();
    }

    @Override
    public boolean takesCodeLater() {
        return enclosure.takesCodeLater();
    }

    @Override
    public SandboxConnections start(
            long id,
            SandboxOrder order,
            ConnectionListener channelListener,
            ConnectionListener outputListener,
            ConnectionListener besideListener) {
        try {
            boolean custom = isCustom(order);
            // What another process could guess, it could pretend to be.
            String place = ids.uuid();
            boolean ownOutput = order.profile().startsWith("python");
            Optional<Future<SocketChannel>> channel =
                    custom ? Optional.empty() : Optional.of(connections.expect("channel " + place));
            Optional<Future<SocketChannel>> output =
                    ownOutput ? Optional.of(connections.expect("output " + place)) : Optional.empty();
            Process process = launch(id, order, place);
            processes.put(id, process);
            if (closing) {
                // Whoever closes may have looked before this one was there.
                kill(id);
            }
            Thread hearing =
                    Thread.ofVirtual().name("gust-output").start(() -> hear(process.getInputStream(), outputListener));
            Thread.ofVirtual().name("gust-process-end").start(() -> awaitEnd(id, place, process, hearing));
            SandboxConnections made = new SandboxConnections(
                    connected(channel, process, channelListener),
                    connected(output, process, outputListener),
                    Optional.empty());
            Thread.ofVirtual().start(() -> listener.started(id));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("starting a process", e);
        }
    }

    /** Of the machine's own loopback, where every plain process listens. */
    @Override
    public SocketChannel connect(long id, int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void assign(long id, SandboxOrder order) {
        Thread.ofVirtual().start(() -> listener.assigned(id));
    }

    @Override
    public void freeze(long id) {
        // A process without a function to serve waits for one; there is nothing to freeze it with.
    }

    @Override
    public void thaw(long id) {
        // Never frozen.
    }

    @Override
    public void terminate(long id) {
        Process process = processes.get(id);
        if (process != null) {
            process.destroy();
        }
    }

    @Override
    public boolean runsExtensions() {
        return false;
    }

    @Override
    public boolean showsClasses() {
        return false;
    }

    @Override
    public void kill(long id) {
        Process process = processes.get(id);
        if (process == null) {
            return;
        }
        if (enclosure.tellsOfEnds() && !closing) {
            Thread.ofVirtual().name("gust-process-kill").start(() -> killOnceTold(process));
        } else {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** A program that has just ended is told of by the one around it, which must live to do so. */
    private static void killOnceTold(Process process) {
        try {
            if (!process.waitFor(TELLING.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                if (!process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<SandboxUsage> usage(long id) {
        return Optional.empty();
    }

    @Override
    public Optional<Long> environmentAt(long place) {
        return processes.containsKey(place) ? Optional.of(place) : Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        List.copyOf(processes.keySet()).forEach(this::kill);
        for (Process process : List.copyOf(processes.values())) {
            try {
                if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                    LOG.log(System.Logger.Level.ERROR, "process=" + process.pid() + " end=refused");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ports.values().forEach(RuntimeApiPort::close);
        connections.close();
        enclosure.close();
    }

    private static boolean isCustom(SandboxOrder order) {
        return order.profile().equals("custom");
    }

    private Process launch(long id, SandboxOrder order, String place) throws IOException {
        Map<String, String> variables = new TreeMap<>(order.variables().orElse(Map.of()));
        variables.put("GUST_CHANNEL", enclosure.seen(connections.path()) + ':' + place);
        if (isCustom(order)) {
            RuntimeApiPort port = new RuntimeApiPort(settings.runtimeApiSocket(), id);
            ports.put(id, port);
            variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port.number());
        }
        return enclosure.start(order, variables);
    }

    /** Waits for the process to connect; one that ends before is told of by its end. */
    private Optional<Connection> connected(
            Optional<Future<SocketChannel>> connection, Process process, ConnectionListener connectionListener)
            throws IOException {
        if (connection.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(loop.add(connection.get().get(START_SECONDS, TimeUnit.SECONDS), connectionListener));
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            LOG.log(System.Logger.Level.WARNING, "process=" + process.pid() + " start=failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return Optional.empty();
    }

    private static void hear(InputStream output, ConnectionListener outputListener) {
        byte[] buffer = new byte[65536];
        try (output) {
            for (int n = output.read(buffer); n > 0; n = output.read(buffer)) {
                outputListener.received(ByteBuffer.wrap(buffer, 0, n));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "process_output=ended", e);
        }
    }

    private void awaitEnd(long id, String place, Process process, Thread hearing) {
        try {
            process.waitFor();
            // What it wrote last; but a child that it left behind may keep the pipe open.
            if (!hearing.join(LAST_WORDS)) {
                LOG.log(System.Logger.Level.DEBUG, "process=" + process.pid() + " output=still_open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended(id, place, process);
    }

    private void ended(long id, String place, Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        connections.forget("channel " + place);
        connections.forget("output " + place);
        RuntimeApiPort port = ports.remove(id);
        if (port != null) {
            port.close();
        }
        if (!closing) {
            // Shells and the JDK tell a signal as 128 and its number.
            int value = process.exitValue();
            boolean signalled = value > 128 && value < 160;
            listener.exited(
                    id,
                    new SandboxExit(
                            signalled ? OptionalInt.empty() : OptionalInt.of(value),
                            signalled ? OptionalInt.of(value - 128) : OptionalInt.empty(),
                            false,
                            new SandboxUsage(0, Duration.ZERO)));
        }
        processes.remove(id);
        listener.gone(id);
    }
}
