package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Nothing: processes of the server's own user that see the machine as it is. */
final class BareProcesses implements Enclosure {
    private final LauncherSettings settings;
    private final String reason;

    /** @param reason why there is nothing better, and what to do about it */
    BareProcesses(LauncherSettings settings, String reason) {
        this.settings = settings;
        this.reason = reason;
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
    public boolean takesCodeLater() {
        return true;
    }

    @Override
    public Optional<String> noDevices() {
        return Optional.empty();
    }

    @Override
    public boolean tellsOfEnds() {
        return false;
    }

    @Override
    public String seen(Path socket) {
        return socket.toString();
    }

    @Override
    public Process start(SandboxOrder order, Map<String, String> variables) throws IOException {
        SandboxPaths paths = paths(order);
        Map<String, String> all = new TreeMap<>(variables);
        all.putIfAbsent("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
        List<String> command = command(settings.profile(order.profile()), order, paths);
        order.wrapper().ifPresent(wrapper -> command.addFirst(outside(wrapper, paths)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(paths.task()).toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(all);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Override
    public void close() {
        // Nothing was opened.
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
}
