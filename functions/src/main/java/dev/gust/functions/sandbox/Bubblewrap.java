package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The walls that bwrap puts around a process, for machines that let bwrap have namespaces and nobody else, or that our launcher was not built for: a root that
 * holds what a function needs and can not be written, processes and users of its own, no capabilities.
 */
final class Bubblewrap implements Enclosure {
    private static final System.Logger LOG = System.getLogger(Bubblewrap.class.getName());
    private static final int PROBE_SECONDS = 10;
    private static final String CHANNEL = "/run/gust/channel.sock";
    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<String> FOLDERS = List.of(
            "/etc",
            "/etc/pki",
            "/etc/pki/ca-trust",
            "/etc/pki/tls",
            "/etc/ssl",
            "/opt",
            "/run",
            "/run/gust",
            "/var",
            "/var/layers",
            "/var/task");
    private static final List<String> CONFIGURATION = List.of(
            "/etc/alternatives",
            "/etc/ca-certificates",
            "/etc/host.conf",
            "/etc/hosts",
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            "/etc/localtime",
            "/etc/mime.types",
            "/etc/nsswitch.conf",
            "/etc/pki/ca-trust/extracted",
            "/etc/pki/tls/certs",
            "/etc/resolv.conf",
            "/etc/ssl/certs",
            "/etc/ssl/openssl.cnf");
    /** Nobody's. */
    private static final String USER = "65534";

    private static final String PASSWORDS = "sbx_user:x:" + USER + ':' + USER + "::/tmp:/sbin/nologin\n";
    private static final long SHARED_MEMORY_BYTES = 64 << 20;

    /** By an ordinary user's bwrap: it has no other user to give but the name. */
    private static final List<String> OTHER_NAME =
            List.of("--unshare-user", "--uid", USER, "--gid", USER, "--cap-drop", "ALL");
    /**
     * By root's: a user of its own is what keeps functions from what belongs to root, such as /proc/sys. bwrap leaves the capabilities for becoming
     * that user, which is the first thing inside.
     */
    private static final List<String> OTHER_USER = List.of(
            "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");

    private static final List<String> BECOME_OTHER = List.of(
            "/usr/bin/setpriv",
            "--reuid=" + USER,
            "--regid=" + USER,
            "--clear-groups",
            "--inh-caps=-all",
            "--bounding-set=-all",
            "--no-new-privs",
            "--");

    private final LauncherSettings settings;
    private final Path socket;
    private final String reason;
    private final Path passwords;
    private final boolean root = "root".equals(System.getProperty("user.name"));
    /** bwrap dies with the thread that started it, so that this one must last. */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("gust-bwrap").daemon(true).factory());

    private Bubblewrap(LauncherSettings settings, Path socket, String reason, Path passwords) {
        this.settings = settings;
        this.socket = socket;
        this.reason = reason;
        this.passwords = passwords;
    }

    /** If it is installed and may do here what it is for. */
    static Optional<Bubblewrap> find(LauncherSettings settings, Path socket, String reason) throws IOException {
        Path passwords = settings.directory().resolve("passwd");
        Files.writeString(passwords, PASSWORDS);
        Bubblewrap found = new Bubblewrap(settings, socket, reason, passwords);
        try {
            if (found.works()) {
                return Optional.of(found);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        found.close();
        return Optional.empty();
    }

    private boolean works() throws InterruptedException {
        try {
            List<String> words = new ArrayList<>(walls());
            temporary(words, 4096, "/tmp");
            List<String> command = new ArrayList<>(root ? BECOME_OTHER : List.of());
            command.addAll(List.of("/bin/sh", "-c", "echo > /tmp/written"));
            Process probe = begin(words, command);
            if (probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0) {
                return true;
            }
            probe.destroyForcibly();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "bwrap=unusable", e);
        }
        return false;
    }

    @Override
    public Isolation isolation() {
        return new Isolation(
                Isolation.Level.BUBBLEWRAP,
                List.of(
                        reason,
                        "Memory, processor and number of processes of functions are not limited, and idle ones are not frozen.",
                        "Functions share the machine's network: its loopback services, and whatever it reaches.",
                        "Each environment is started when it is called, and no extensions are; of several layers each has a folder of its own in /var/layers."));
    }

    @Override
    public SandboxPaths paths(SandboxOrder order) {
        if (order.layers().size() < 2) {
            return SandboxPaths.USUAL;
        }
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < order.layers().size(); i++) {
            layers.addFirst(layer(i));
        }
        return new SandboxPaths(SandboxPaths.USUAL.task(), layers, SandboxPaths.USUAL.packs());
    }

    @Override
    public boolean takesCodeLater() {
        return false;
    }

    @Override
    public Optional<String> noDevices() {
        return Optional.of("In bubblewrap functions are handed no devices; they are where the launcher runs as root.");
    }

    @Override
    public boolean tellsOfEnds() {
        return true;
    }

    @Override
    public String seen(Path path) {
        return CHANNEL;
    }

    @Override
    public Process start(SandboxOrder order, Map<String, String> variables) throws IOException {
        List<String> words = new ArrayList<>(walls());
        temporary(words, (long) order.temporaryMegabytes() << 20, "/tmp");
        show(words, settings.runtime(), "/var/runtime");
        settings.packs().ifPresent(packs -> show(words, packs, SandboxPaths.USUAL.packs()));
        settings.mounts().forEach((inside, place) -> show(words, place, inside));
        order.code().ifPresent(code -> show(words, settings.code().resolve(code.value()), "/var/task"));
        for (int i = 0; i < order.layers().size(); i++) {
            Path layer = settings.code().resolve(order.layers().get(i).value());
            show(words, layer, order.layers().size() == 1 ? "/opt" : layer(i));
        }
        show(words, socket, CHANNEL);
        words.addAll(List.of("--remount-ro", "/", "--chdir", "/var/task"));
        Map<String, String> all = new TreeMap<>(variables);
        all.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        all.forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
        List<String> command = new ArrayList<>(root ? BECOME_OTHER : List.of());
        order.wrapper().ifPresent(command::add);
        for (String word : settings.profile(order.profile()).command()) {
            command.add(word.replace(SandboxOrder.HEAP, Integer.toString(order.heapMegabytes())));
        }
        return begin(words, command);
    }

    @Override
    public void close() {
        starter.shutdownNow();
    }

    private static String layer(int number) {
        return "/var/layers/" + number;
    }

    private static void show(List<String> words, Path place, String inside) {
        words.addAll(List.of("--ro-bind", place.toString(), inside));
    }

    private static void temporary(List<String> words, long bytes, String inside) {
        words.addAll(List.of("--perms", "1777", "--size", Long.toString(bytes), "--tmpfs", inside));
    }

    private List<String> walls() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "--die-with-parent",
                "--new-session",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-cgroup-try",
                "--clearenv",
                "--ro-bind",
                "/usr",
                "/usr"));
        words.addAll(root ? OTHER_USER : OTHER_NAME);
        // Made on the way to something else they would be root's alone.
        FOLDERS.forEach(folder -> words.addAll(List.of("--dir", folder)));
        for (String folder : SYSTEM) {
            Path place = Path.of(folder);
            if (Files.isSymbolicLink(place)) {
                words.addAll(List.of("--symlink", Files.readSymbolicLink(place).toString(), folder));
            } else if (Files.isDirectory(place)) {
                show(words, place, folder);
            }
        }
        CONFIGURATION.forEach(file -> words.addAll(List.of("--ro-bind-try", file, file)));
        show(words, passwords, "/etc/passwd");
        words.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        temporary(words, SHARED_MEMORY_BYTES, "/dev/shm");
        return words;
    }

    /**
     * The words, of which some are secrets, go through a pipe, since a command line can be read by all of the machine's users; and bwrap itself is
     * started without the function's variables, which could have it load the function's code outside of its walls.
     */
    private Process begin(List<String> words, List<String> command) throws IOException {
        List<String> whole =
                new ArrayList<>(List.of("/bin/sh", "-c", "exec 3<&0 </dev/null; exec bwrap --args 3 \"$@\"", "bwrap"));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
        try {
            Process process = starter.submit(builder::start).get();
            try (OutputStream out = process.getOutputStream()) {
                out.write((String.join("\0", words) + '\0').getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading them, and says why.
                LOG.log(System.Logger.Level.DEBUG, "bwrap=ended", e);
            }
            return process;
        } catch (ExecutionException e) {
            throw new IOException("bwrap can not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
