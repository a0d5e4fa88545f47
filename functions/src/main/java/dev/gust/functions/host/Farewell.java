package dev.gust.functions.host;

import dev.gust.functions.runtimeapi.Extensions;
import dev.gust.functions.runtimeapi.RuntimeApiSession;
import dev.gust.functions.sandbox.Sandboxes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends environments with extensions: the runtime first, then those that were started beside it. All have as long as AWS gives them. */
final class Farewell {
    private static final Duration WITH_EXTERNAL = Duration.ofSeconds(2);
    private static final Duration RUNTIME_BESIDE_EXTERNAL = Duration.ofMillis(300);
    private static final Duration WITH_INTERNAL = Duration.ofMillis(500);

    private Farewell() {}

    /** Begins; the environment is killed when all that want to know have ended or their time is up. */
    static Thread begin(LiveEnvironment environment, Sandboxes sandboxes) {
        environment.leave();
        return Thread.ofVirtual().name("gust-goodbye").start(() -> {
            try {
                sandboxes.thaw(environment.id);
                sandboxes.terminate(environment.id);
                say(environment);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sandboxes.kill(environment.id);
            }
        });
    }

    private static void say(LiveEnvironment environment) throws InterruptedException {
        Optional<RuntimeApiSession> session = environment.session();
        if (session.isEmpty()) {
            return;
        }
        environment.telemetry().telemetry.flush();
        Extensions extensions = session.get().extensions();
        if (!extensions.external()) {
            extensions.awaitRuntimeEnd(WITH_INTERNAL);
            return;
        }
        long end = environment.clock.nanoTime() + WITH_EXTERNAL.toNanos();
        extensions.awaitRuntimeEnd(RUNTIME_BESIDE_EXTERNAL);
        Duration left = Duration.ofNanos(end - environment.clock.nanoTime());
        long deadline = environment.clock.instant().plus(left).toEpochMilli();
        extensions.shutdown(Announcement.shutdown(environment.endReason(), deadline));
        extensions.awaitEnd(left);
    }

    /** Its channel is closed, most likely since it has ended: then those beside it are told first, by whoever hears of the end. */
    static void unlessRuntimeEnds(Extensions extensions, Runnable broken) {
        Thread.ofVirtual().name("gust-goodbye").start(() -> {
            try {
                if (!extensions.awaitRuntimeEnd(WITH_INTERNAL)) {
                    broken.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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
