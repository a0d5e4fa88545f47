package dev.gust.checks.conformance;

import dev.gust.base.instance.RunningServer;
import dev.gust.checks.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server as a user starts it: by the launcher script, in a process of its own, from the jars that the build has laid out. */
public final class GustProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_STOP = Duration.ofSeconds(15);

    private final Process process;
    private final Path data;
    private final Path output;

    private GustProcess(Process process, Path data, Path output) {
        this.process = process;
        this.data = data;
        this.output = output;
    }

    /** Starts a server on a free port with this data folder, and returns when it is ready. */
    public static GustProcess start(Path data, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("start", "--port", "0", "--data", data.toString()));
        arguments.addAll(Arrays.asList(options));
        GustProcess started = launch(data, arguments);
        started.awaitReady();
        return started;
    }

    /** The same with variables that change its settings. */
    public static GustProcess start(Path data, Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder command = command(List.of("start", "--port", "0", "--data", data.toString()));
        command.environment().putAll(variables);
        GustProcess started = launch(data, command);
        started.awaitReady();
        return started;
    }

    /** Runs the launcher with these arguments and does not wait. */
    public static GustProcess launch(Path data, List<String> arguments) throws IOException {
        return launch(data, command(arguments));
    }

    /** Runs a command that starts a server on this data folder, and does not wait. */
    static GustProcess launch(Path data, ProcessBuilder command) throws IOException {
        Path output = Files.createTempFile("gust", ".output");
        Process process = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        return new GustProcess(process, data, output);
    }

    /**
     * The launcher with these arguments: of the checkout, running what the build around the tests has laid out, or, for
     * benchmarks, of the package that {@code gust.launcher} names.
     */
    static ProcessBuilder command(List<String> arguments) {
        String packaged = System.getProperty("gust.launcher", "");
        List<String> line = new ArrayList<>();
        line.add(packaged.isEmpty() ? Repository.root().resolve("gust").toString() : packaged);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("GUST_JAVA_HOME", System.getProperty("java.home"));
        if (packaged.isEmpty()) {
            builder.environment().putAll(Map.of("GUST_BUILD", "never", "GUST_AOT", "off"));
        }
        return builder;
    }

    /** The note of this very process, not of one that was killed before it. */
    public RunningServer note() throws IOException {
        String said = output();
        return ready().orElseThrow(() -> new IllegalStateException("the server is not ready: " + said));
    }

    public String endpoint() throws IOException {
        return note().endpoint().toString();
    }

    /** The data folder. */
    public Path data() {
        return data;
    }

    public long pid() {
        return process.pid();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Sends a signal by its name, such as {@code INT}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** The exit status, once it ended by itself; fails when it does not within this time. */
    public int awaitExit(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process still runs after " + patience + ": " + output());
        }
        return process.exitValue();
    }

    /** Whether it ends by itself within this time. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As the machine's sudden death, for this one process. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
    }

    void awaitReady() throws IOException, InterruptedException {
        await(() -> ready().isPresent());
    }

    /** What it has said, once that holds this text: it answers before it greets. */
    public String awaitOutput(String text) throws IOException, InterruptedException {
        await(() -> output().contains(text));
        return output();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException, InterruptedException {
        long tries = TO_START.toMillis() / 20;
        for (long i = 0; i < tries; i++) {
            if (condition.holds()) {
                return;
            }
            // Waiting for the end of the process is a wait that ends early when there is no use in it.
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server ended with " + process.exitValue() + ": " + output());
            }
        }
        String said = output();
        kill();
        throw new AssertionError("the server was not ready within " + TO_START + ": " + said);
    }

    private Optional<RunningServer> ready() throws IOException {
        return RunningServer.read(data).filter(note -> note.pid() == process.pid());
    }
}
