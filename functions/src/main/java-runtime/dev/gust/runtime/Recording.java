package dev.gust.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads a function as its first invocation would, so that what that takes is recorded, and ends. Its handler is not called. */
final class Recording {
    /** Said by the exit code: loading it takes too little for a Java of its own to be quicker than one that waits already. */
    static final int NOT_WORTH_IT = 3;

    private static final long LEAST_NANOS = 150_000_000;

    private Recording() {}

    static void run() throws Exception {
        byte[] order = System.in.readAllBytes();
        Map<?, ?> members = (Map<?, ?>) Json.parse(order, 0, order.length);
        ClassLoader classes = OwnClassPath.classes((String) members.get("taskRoot"), (List<?>) members.get("layers"));
        Thread.currentThread().setContextClassLoader(classes);
        long before = processorNanos();
        try {
            HandlerLoader.load((String) members.get("handler"), classes);
        } catch (Failure failure) {
            System.err.println(new String(failure.json(), StandardCharsets.UTF_8));
            System.err.flush();
            Runtime.getRuntime().halt(1);
        }
        if (processorNanos() - before < LEAST_NANOS) {
            Runtime.getRuntime().halt(NOT_WORTH_IT);
        }
        System.out.flush();
        // Threads that the function began would keep this process.
        Runtime.getRuntime().exit(0);
    }

    /** Of this thread, without the time that it waited. */
    private static long processorNanos() throws IOException {
        String text = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
}
