package dev.gust.functions.host;

import dev.gust.functions.sandbox.Sandboxes;
import java.time.Duration;
import java.util.List;

/** Ends environments whose extensions want to know of it: they have as long as AWS gives them. */
final class Farewell {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Farewell() {}

    /** Begins; the environment is killed when its extensions are gone or their time is up. */
    static Thread begin(LiveEnvironment environment, Sandboxes sandboxes) {
        environment.leave();
        return Thread.ofVirtual().name("gust-goodbye").start(() -> {
            try {
                sandboxes.thaw(environment.id);
                sandboxes.terminate(environment.id);
                environment.sayGoodbye(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sandboxes.kill(environment.id);
            }
        });
    }

    /** Of all at once, since the server stops. */
    static void all(List<LiveEnvironment> environments, Sandboxes sandboxes) {
        List<Thread> leaving = environments.stream()
                .filter(LiveEnvironment::hasExtensions)
                .map(environment -> begin(environment, sandboxes))
                .toList();
        try {
            for (Thread each : leaving) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
