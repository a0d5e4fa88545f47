package dev.gust.functions.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;

/**
 * The cache by which Java starts in half the time: its classes and ours as they were after a rehearsal. Made once per machine, Java and
 * version of ours, in the background, when the first Java function is called; whoever starts before that starts without it.
 */
public final class JavaCache {
    private static final System.Logger LOG = System.getLogger(JavaCache.class.getName());
    private static final int PATIENCE_SECONDS = 60;
    private static final String JAR = "java/runtime.jar";
    private static final String CACHE = "java/runtime.aot";

    private final Interpreter java;
    private final List<String> words;
    private final Path runtime;
    private final Optional<Path> kept;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * @param words what Java is started with inside; what depends on a function's memory or on the cache itself is left out
     * @param runtime the folder that environments see as /var/runtime
     * @param kept a folder that outlives this one
     */
    public JavaCache(Interpreter java, List<String> words, Path runtime, Optional<Path> kept) {
        this.java = java;
        this.words = List.copyOf(words);
        this.runtime = runtime;
        this.kept = kept;
    }

    /** Returns at once; only the first call does something. */
    public void want() {
        if (!Files.exists(runtime.resolve(CACHE)) && begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("gust-java-cache").start(this::make);
        }
    }

    private void make() {
        try {
            Path folder = kept.orElse(runtime).resolve("java");
            Files.createDirectories(folder);
            Path made = folder.resolve("aot-" + java.version() + '-' + jarSum() + ".aot");
            if (!Files.exists(made) && !rehearse(made)) {
                return;
            }
            Path fresh = Files.createTempFile(runtime.resolve("java"), "cache", ".part");
            Files.copy(made, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, runtime.resolve(CACHE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Functions run without it.
            LOG.log(System.Logger.Level.DEBUG, "java_cache=failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean rehearse(Path made) throws IOException, InterruptedException {
        Path fresh = made.resolveSibling("new-" + ProcessHandle.current().pid() + ".aot");
        List<String> command = new ArrayList<>(List.of(java.path().toString()));
        words.stream()
                .filter(word -> !word.startsWith("-Xmx") && !word.startsWith("-XX:AOTCache="))
                .forEach(command::add);
        command.replaceAll(word ->
                word.equals("/var/runtime/" + JAR) ? runtime.resolve(JAR).toString() : word);
        command.add(1, "-XX:AOTCacheOutput=" + fresh);
        command.add("--rehearse");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return false;
        }
        if (process.exitValue() != 0 || !Files.exists(fresh)) {
            LOG.log(System.Logger.Level.DEBUG, "java_cache=not_made java=" + java.version());
            return false;
        }
        Files.move(fresh, made, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Different for each Java and each version of ours. */
    public String fingerprint() throws IOException {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(runtime.resolve(JAR)));
        sum.update(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
        return java.path() + " " + java.version() + ' ' + Long.toHexString(sum.getValue());
    }

    private String jarSum() throws IOException {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(runtime.resolve(JAR)));
        return Long.toHexString(sum.getValue());
    }
}
