package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The launcher's own process. It ends when its connection to this one does. */
final class LauncherProcess implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LauncherProcess.class.getName());
    /** The last word of what it says when it is ready: "yes", or why not. */
    private static final String OUTGOING = " outgoing=";

    private static final int PATIENCE_SECONDS = 8;

    private final Process process;
    private final boolean limits;
    private final boolean rootless;
    private final Optional<String> noWayOut;
    private final @Nullable Path memoryGroups;
    private final String memoryFile;
    private final @Nullable Path cpuGroups;

    private LauncherProcess(Process process, String ready, boolean rootless) {
        this.process = process;
        this.rootless = rootless;
        String outgoing = ready.substring(ready.indexOf(OUTGOING) + OUTGOING.length());
        noWayOut = outgoing.equals("yes") ? Optional.empty() : Optional.of(outgoing);
        Map<String, String> words = new HashMap<>();
        for (String word : ready.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                words.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        limits = "yes".equals(words.get("limits"));
        memoryFile = words.getOrDefault("memory", "").startsWith("v1:") ? "memory.max_usage_in_bytes" : "memory.peak";
        memoryGroups = group(words.get("memory"));
        cpuGroups = group(words.get("unified"));
    }

    /** Starts the launcher as root, or in a user namespace when this is an ordinary user. */
    static LauncherProcess start(LauncherSettings settings) throws SandboxUnavailableException {
        if (!Files.isExecutable(settings.runtime().resolve("gust-launcher"))) {
            throw new SandboxUnavailableException(
                    "This build has no launcher for this machine. On Linux install a C compiler (apt "
                            + "install gcc libc6-dev) and build Gust again; elsewhere functions always run as plain processes.");
        }
        boolean rootless = !isRoot();
        try {
            Path root = settings.directory().resolve("root");
            Files.createDirectories(root);
            Files.setPosixFilePermissions(settings.directory(), PosixFilePermissions.fromString("rwx------"));
            Process process = new ProcessBuilder(command(settings, root, rootless))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Thread.ofPlatform()
                    .name("gust-launcher-errors")
                    .daemon(true)
                    .start(() -> logErrors(process.getErrorStream()));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String ready = answers.readLine();
            if (ready == null || !ready.startsWith("ready")) {
                process.destroyForcibly();
                throw new SandboxUnavailableException("The launcher could not start: "
                        + (ready == null ? "it ended at once" : ready.replaceFirst("failed ", "")));
            }
            return new LauncherProcess(process, ready, rootless);
        } catch (IOException e) {
            throw new SandboxUnavailableException("The launcher could not be run: " + e.getMessage(), e);
        }
    }

    Isolation isolation() {
        List<String> missing = new ArrayList<>();
        if (rootless) {
            missing.add(
                    "The server is not root: environments share its uid. Run it as root for a uid of their own each.");
        }
        if (!limits) {
            missing.add(
                    "Memory is limited loosely and processors not at all: no cgroup may be made here. Run the server as root, or "
                            + "with a delegated cgroup (systemd-run --user -p Delegate=yes).");
        }
        noWayOut.ifPresent(reason -> missing.add(
                "Functions reach the gateway but NO OTHER MACHINE: this kernel lacks what that takes (" + reason
                        + "). It needs nf_tables with redirection: CONFIG_NF_TABLES, CONFIG_NF_TABLES_IPV4, "
                        + "CONFIG_NFT_NAT and CONFIG_NFT_REDIR."));
        return new Isolation(rootless ? Isolation.Level.USER_NAMESPACE : Isolation.Level.SANDBOX, missing);
    }

    Optional<String> noWayOut() {
        return noWayOut;
    }

    /** The counters of the sandbox in a slot. */
    Optional<CgroupUsage> usageOf(int slot) {
        if (memoryGroups == null || cpuGroups == null) {
            return Optional.empty();
        }
        String box = "box" + slot;
        return CgroupUsage.open(
                memoryGroups.resolve(box).resolve(memoryFile),
                cpuGroups.resolve(box).resolve("cpu.stat"));
    }

    /** At once. What it started ends with it. */
    void destroy() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.ERROR, "launcher=stuck action=killed");
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> command(LauncherSettings settings, Path root, boolean rootless) {
        List<String> command = new ArrayList<>(List.of(
                settings.runtime().resolve("gust-launcher").toString(),
                "--socket",
                settings.socket().toString(),
                "--runtime-api",
                settings.runtimeApiSocket().toString(),
                "--root",
                root.toString(),
                "--code",
                settings.code().toString(),
                "--runtime",
                settings.runtime().toString(),
                "--gateway-port",
                Integer.toString(settings.gatewayPort()),
                "--spare",
                Integer.toString(settings.spare())));
        settings.packs().ifPresent(packs -> command.addAll(List.of("--packs", packs.toString())));
        settings.mounts().forEach((inside, outside) -> command.addAll(List.of("--bind", outside + "=" + inside)));
        option(command, "--denied", settings.outgoing().denied());
        option(command, "--allowed", settings.outgoing().allowed());
        option(command, "--nameservers", settings.outgoing().nameservers());
        settings.devices()
                .offered()
                .forEach((name, paths) -> command.addAll(List.of(
                        "--device",
                        name + '=' + paths.stream().map(Path::toString).collect(Collectors.joining(":")))));
        if (rootless) {
            command.add("--rootless");
        }
        for (Profile profile : settings.profiles()) {
            command.add(profile.zygote() ? "--zygote" : "--exec");
            command.add(profile.name());
            command.addAll(profile.command());
            command.add(";");
        }
        return command;
    }

    private static void option(List<String> command, String name, List<String> values) {
        if (!values.isEmpty()) {
            command.addAll(List.of(name, String.join(",", values)));
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Path group(@Nullable String word) {
        return word == null ? null : Path.of(word.substring(word.indexOf(':') + 1));
    }

    private static void logErrors(InputStream errors) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LOG.log(System.Logger.Level.WARNING, line);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "launcher=errors", e);
        }
    }
}
