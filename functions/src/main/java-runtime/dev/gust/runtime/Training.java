package dev.gust.runtime;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Makes a function's own cache of classes, in a sandbox of its own: one Java loads the function and records what that took, a second one makes
 * the cache of it, a third one shows that it can be used. Then the cache is sent to the host. Of the three only the first runs the function's code,
 * and none of them has the channel.
 */
public final class Training {
    private static final Path CACHE = Path.of("/tmp/classes.aot");
    private static final int CHUNK_BYTES = 128 * 1024;

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        Channel host = Channel.toHost();
        byte[] frame = host.read().orElseThrow();
        byte[] order = Arrays.copyOfRange(frame, 1, frame.length);
        Map<?, ?> members = (Map<?, ?>) Json.parse(order, 0, order.length);
        int recorded = run("record", (Map<?, ?>) members.get("environment"), order);
        if (recorded == Recording.NOT_WORTH_IT) {
            host.send('r', new byte[0]);
        } else if (recorded != 0) {
            fail(host, "its function could not be loaded: the exit code was " + recorded);
        } else if (run("create", Map.of(), new byte[0]) != 0 || !Files.exists(CACHE)) {
            fail(host, "Java made no cache of what was recorded");
        } else if (run("verify", Map.of(), new byte[0]) != 0) {
            fail(host, "Java does not take the cache that it made");
        } else {
            send(host);
        }
        Runtime.getRuntime().halt(0);
    }

    private static int run(String step, Map<?, ?> environment, byte[] input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "@/var/classes/" + step)
                .directory(new File("/var/task"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        environment.forEach((name, value) -> builder.environment().put((String) name, (String) value));
        Process process = builder.start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // It ended without reading; its exit code tells.
            System.err.println(step + " read nothing");
        }
        return process.waitFor();
    }

    private static void send(Channel host) throws IOException {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(CACHE)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                host.send('c', Arrays.copyOf(buffer, n));
            }
        }
        host.send('d', new byte[0]);
    }

    private static void fail(Channel host, String reason) {
        host.send('x', reason.getBytes(StandardCharsets.UTF_8));
    }
}
