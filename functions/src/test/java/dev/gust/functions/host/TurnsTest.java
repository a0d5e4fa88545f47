package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogLine;
import dev.gust.functions.LogListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More callers at once than it is worth having environments for. */
class TurnsTest {
    private static final int CALLERS = 40;
    private static final int CALLS = 50;
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void everyCallerGetsItsOwnAnswerAndLog() {
        FunctionSpec function = host.node("""
                exports.handler = async (event) => { console.log(`of ${event}`); return event; };
                """);
        storm(function, number -> false);
    }

    /** Some never hand on what others wait for. */
    @Test
    void whoeverWaitsInVainIsServedAllTheSame() {
        FunctionSpec function = host.node("""
                exports.handler = async (event) => {
                  console.log(`of ${event}`);
                  if (event % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
                  if (event % 61 === 0) process.exit(3);
                  return event;
                };
                """);
        storm(function, number -> number % 61 == 0);
    }

    /** What the log's START stands between. */
    @Test
    void everyInvocationBeginsOnceAndBeforeItsLines() {
        FunctionSpec function = host.node("exports.handler = async () => { console.log('line'); };");
        for (int i = 0; i < 3; i++) {
            List<String> told = new ArrayList<>();
            Invocation invocation = Invocation.of(
                    "request-" + i, new byte[] {'1'}, function.key().function());
            host.host.invoke(function, invocation, new LogListener() {
                @Override
                public void started(EnvironmentDescription environment) {
                    told.add("started");
                }

                @Override
                public void begun() {
                    told.add("begun");
                }

                @Override
                public void line(LogLine line) {
                    told.add("line");
                }

                @Override
                public void dropped(long bytes) {
                    told.add("dropped");
                }
            });
            assertThat(told).as("invocation " + i).containsExactly("started", "begun", "line");
        }
    }

    private static void storm(FunctionSpec function, IntPredicate crashes) {
        for (int i = 1; i < 7; i++) {
            // From now on it is known how little time it takes.
            assertThat(host.invoke(function, "" + i).text()).isEqualTo("" + i);
        }
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 1; caller <= CALLERS; caller++) {
                int first = caller * CALLS;
                callers.execute(() -> {
                    for (int number = first; number < first + CALLS; number++) {
                        TestHost.Outcome outcome = host.invoke(function, "" + number);
                        boolean right = crashes.test(number)
                                ? outcome.result() instanceof InvocationResult.Crashed
                                : outcome.text().equals("" + number);
                        if (!right || !outcome.lines().getFirst().endsWith("of " + number)) {
                            wrong.add(number + ": " + outcome);
                        }
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(host.host.usage(function.key()).busy()).isZero();
    }
}
