package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.Connection;
import dev.gust.functions.channel.ConnectionListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * Plain processes of the server's own user, for machines without a launcher: nothing is isolated, and no limit but the timeout holds. The
 * programs connect to a socket of ours, since a process can not be started with connections of one's own choosing from here.
 */
public final class ProcessSandboxes implements Sandboxes {
    private static final System.Logger LOG = System.getLogger(ProcessSandboxes.class.getName());
    private static final int START_SECONDS = 20;
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final LauncherSettings settings;
    private final String reason;
    private final ChannelLoop loop;
    private final SandboxListener listener;
    private final ProcessConnections connections;
    private final Map<Long, Process> processes = new ConcurrentHashMap<>();
    private final Map<Long, RuntimeApiPort> ports = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** @param reason why there is nothing better, and what to do about it */
    public ProcessSandboxes(LauncherSettings settings, String reason, ChannelLoop loop, SandboxListener listener)
            throws IOException {
        this.settings = settings;
        this.reason = reason;
        this.listener = listener;
        this.connections = new ProcessConnections(settings.directory().resolve("processes.sock"));
        this.loop = loop;
    }

    @Override
    public Isolation isolation() {
        return new Isolation(
                Isolation.Level.PROCESS,
                List.of(
                        reason,
                        "Memory, processes, /tmp and the network of functions are not limited, and layers are not at /opt."));
    }

    @Override
    public SandboxPaths paths(SandboxOrder order) {
        String task = order.code()
                .map(code -> settings.code().resolve(code.value()).toString())
                .orElse("/");
        List<String> layers = new ArrayList<>();
        order.layers()
                .forEach(layer ->
                        layers.addFirst(settings.code().resolve(layer.value()).toString()));
        return new SandboxPaths(
                task, layers, settings.packs().map(Path::toString).orElse("/nowhere"));
    }

    @Override
    public SandboxConnections start(
            long id, SandboxOrder order, ConnectionListener channelListener, ConnectionListener outputListener) {
        try {
            boolean custom = isCustom(order);
            boolean ownOutput = order.profile().startsWith("python");
            Optional<Future<SocketChannel>> channel =
                    custom ? Optional.empty() : Optional.of(connections.expect("channel " + id));
            Optional<Future<SocketChannel>> output =
                    ownOutput ? Optional.of(connections.expect("output " + id)) : Optional.empty();
            Process process = launch(id, order);
            processes.put(id, process);
            if (closing) {
                // Whoever closes may have looked before this one was there.
                kill(id);
            }
            Thread hearing =
                    Thread.ofVirtual().name("gust-output").start(() -> hear(process.getInputStream(), outputListener));
            Thread.ofVirtual().name("gust-process-end").start(() -> awaitEnd(id, process, hearing));
            SandboxConnections made = new SandboxConnections(
                    connected(channel, process, channelListener), connected(output, process, outputListener));
            Thread.ofVirtual().start(() -> listener.started(id));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("starting a process", e);
        }
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
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
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
    }

    private static boolean isCustom(SandboxOrder order) {
        return order.profile().equals("custom");
    }

    private Process launch(long id, SandboxOrder order) throws IOException {
        Profile profile = settings.profiles().stream()
                .filter(candidate -> candidate.name().equals(order.profile()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no profile " + order.profile()));
        SandboxPaths paths = paths(order);
        Map<String, String> variables = new TreeMap<>(order.variables().orElse(Map.of()));
        variables.putIfAbsent("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
        variables.put("GUST_CHANNEL", connections.path() + ":" + id);
        if (isCustom(order)) {
            RuntimeApiPort port = new RuntimeApiPort(settings.runtimeApiSocket(), id);
            ports.put(id, port);
            variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port.number());
        }
        List<String> command = command(profile, order, paths);
        Optional.ofNullable(variables.get("AWS_LAMBDA_EXEC_WRAPPER"))
                .filter(_ -> !isCustom(order))
                .ifPresent(wrapper -> command.addFirst(outside(wrapper, paths)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(paths.task()).toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** The profile's command with the machine's own paths for those inside a sandbox. */
    private List<String> command(Profile profile, SandboxOrder order, SandboxPaths paths) {
        List<String> command = new ArrayList<>();
        for (String word : profile.command()) {
            if (word.equals("/var/task/bootstrap")) {
                command.add(bootstrap(paths));
            } else if (word.equals("/var/runtime/python/zygote.py")) {
                command.add(settings.runtime().resolve("python/process.py").toString());
            } else if (word.startsWith("/var/runtime/")) {
                command.add(settings.runtime()
                        .resolve(word.substring("/var/runtime/".length()))
                        .toString());
            } else if (word.startsWith("/var/packs/")) {
                command.add(paths.packs() + word.substring("/var/packs".length()));
            } else {
                command.add(word.replace(SandboxOrder.HEAP, Integer.toString(order.heapMegabytes())));
            }
        }
        return command;
    }

    /** Where a file of the function's or of its layers lies on this machine. */
    private static String outside(String inside, SandboxPaths paths) {
        if (inside.startsWith("/var/task/")) {
            return paths.task() + inside.substring("/var/task".length());
        }
        return paths.layers().stream()
                .filter(_ -> inside.startsWith("/opt/"))
                .map(layer -> layer + inside.substring("/opt".length()))
                .filter(file -> Files.exists(Path.of(file)))
                .findFirst()
                .orElse(inside);
    }

    private static String bootstrap(SandboxPaths paths) {
        Path own = Path.of(paths.task(), "bootstrap");
        return Files.exists(own)
                ? own.toString()
                : paths.layers().stream()
                        .map(layer -> Path.of(layer, "bootstrap"))
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(own)
                        .toString();
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

    private void awaitEnd(long id, Process process, Thread hearing) {
        try {
            process.waitFor();
            // What it wrote last; but a child that it left behind may keep the pipe open.
            if (!hearing.join(LAST_WORDS)) {
                LOG.log(System.Logger.Level.DEBUG, "process=" + process.pid() + " output=still_open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended(id, process);
    }

    private void ended(long id, Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        connections.forget("channel " + id);
        connections.forget("output " + id);
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
