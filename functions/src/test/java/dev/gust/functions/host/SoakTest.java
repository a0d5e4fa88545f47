package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import dev.gust.functions.RuntimeAvailability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Cold and warm traffic over more functions than there is memory for, with failures of every kind in between: every call is answered as it
 * should be, and nothing is left of what ended. Half an hour with {@code -Dgust.long=true}; {@code -Dgust.soak.seconds=N} for any other
 * time, {@code -Dgust.soak.seed=N} for the same dice.
 */
class SoakTest {
    private static final Duration LENGTH =
            Duration.ofSeconds(Long.getLong("gust.soak.seconds", Boolean.getBoolean("gust.long") ? 1800 : 5));
    private static final long SEED = Long.getLong("gust.soak.seed", 1);
    private static final int FUNCTIONS = 50;
    private static final int CALLERS = 6;
    /** Fewer environments than functions find room. */
    private static final int MEMORY_MEGABYTES = 2560;

    /** Buffers that grew to their usual size, code that was compiled, pages that an allocator keeps. */
    private static final long KILOBYTES_OF_PLAY = 24 * 1024;

    private static final String PYTHON = """
            import os, subprocess, threading, time
            def handler(event, context):
                what = event["do"]
                if what == "raise":
                    raise ValueError("no")
                if what == "exit":
                    os._exit(3)
                if what == "memory":
                    hold = []
                    while True:
                        hold.append(bytearray(8 * 1024 * 1024))
                if what == "child":
                    subprocess.Popen(["sleep", "1000"], start_new_session=True)
                if what == "files":
                    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
                    with open("/tmp/" + context.aws_request_id, "wb") as file:
                        file.write(bytes(1024 * 1024))
                if what == "print":
                    for i in range(2000):
                        print("x" * 100)
                return what
            """;
    private static final String NODE = """
            const { spawn } = require('child_process');
            const fs = require('fs');
            exports.handler = async (event, context) => {
              switch (event.do) {
                case 'raise': throw new Error('no');
                case 'exit': process.exit(3);
                case 'memory': { const hold = []; for (;;) hold.push(Buffer.alloc(8 * 1024 * 1024, 1)); }
                case 'child': spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); break;
                case 'files': setInterval(() => {}, 1000); fs.writeFileSync('/tmp/' + context.awsRequestId, Buffer.alloc(1024 * 1024)); break;
                case 'print': for (let i = 0; i < 2000; i++) console.log('x'.repeat(100));
              }
              return event.do;
            };
            """;
    private static final String BROKEN = "import there_is_no_such_module";
    private static final String HANGING = "import time\ndef handler(event, context):\n    time.sleep(1000)";
    /** Long enough for a machine that has other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a call is to do, how many of a hundred do it, and how that ends. */
    private enum Deed {
        ANSWER(71, InvocationResult.Success.class),
        RAISE(7, InvocationResult.FunctionError.class),
        EXIT(6, InvocationResult.Crashed.class),
        CHILD(6, InvocationResult.Success.class),
        FILES(6, InvocationResult.Success.class),
        PRINT(3, InvocationResult.Success.class),
        MEMORY(1, InvocationResult.Crashed.class);

        private final int share;
        private final Class<? extends InvocationResult> end;

        Deed(int share, Class<? extends InvocationResult> end) {
            this.share = share;
            this.end = end;
        }

        static Deed any(Randomness dice) {
            int point = dice.nextInt(100);
            for (Deed deed : values()) {
                point -= deed.share;
                if (point < 0) {
                    return deed;
                }
            }
            throw new IllegalStateException("the shares do not add up to a hundred");
        }
    }

    /** A function, and how every call of it ends: empty when that depends on what it is to do. */
    private record Subject(FunctionSpec function, Optional<Class<? extends InvocationResult>> end) {}

    private final SkippingClock clock = new SkippingClock();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> ends = new ConcurrentHashMap<>();

    @Test
    void leavesNothingOfWhatEnded() throws Exception {
        List<ProcessHandle> processes;
        try (TestHost host = TestHost.start(SoakTest::soaking, TestHost.GATEWAY_PORT, clock)) {
            Isolation isolation = host.host.isolation();
            assumeTrue(
                    isolation.level() == Isolation.Level.SANDBOX
                            && isolation.missing().isEmpty(),
                    isolation::describe);
            List<Subject> functions = functions(host);
            traffic(host, functions, Duration.ofSeconds(Math.clamp(LENGTH.toSeconds() / 10, 1, 60)));
            Footprint before = settled(host);
            traffic(host, functions, LENGTH);
            Await.until(
                    "nothing is left over",
                    () -> settled(host).within(before, KILOBYTES_OF_PLAY),
                    () -> "before " + before + ", now " + settled(host));
            System.out.printf(
                    Locale.ROOT,
                    "soak: %d s, %s%nbefore %s%nafter  %s%n",
                    LENGTH.toSeconds(),
                    new TreeMap<>(ends),
                    before,
                    settled(host));
            processes = ProcessHandle.current().descendants().toList();
        }
        assertThat(surprises).isEmpty();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    private static List<Subject> functions(TestHost host) {
        List<Subject> functions = new ArrayList<>();
        for (int i = 0; i < FUNCTIONS; i++) {
            functions.add(
                    switch (i % 25) {
                        case 9, 18 ->
                            new Subject(
                                    patient(host.python(BROKEN)), Optional.of(InvocationResult.FunctionError.class));
                        case 24 ->
                            new Subject(
                                    host.python(HANGING).withLimits(128, Duration.ofSeconds(1), 512),
                                    Optional.of(InvocationResult.TimedOut.class));
                        case 0, 2, 4, 6, 8, 10, 12, 14, 16 -> new Subject(patient(host.node(NODE)), Optional.empty());
                        default -> new Subject(patient(host.python(PYTHON)), Optional.empty());
                    });
        }
        return functions;
    }

    private static FunctionSpec patient(FunctionSpec function) {
        return function.withLimits(128, PATIENCE, 512);
    }

    /** Some functions are called far more often than others, so that some calls are warm and others cold. */
    private void traffic(TestHost host, List<Subject> functions, Duration length) throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        long end = clock.nanoTime() + length.toNanos();
        AtomicLong seed = new AtomicLong(SEED);
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.add(Thread.ofVirtual().start(() -> {
                Randomness dice = Randomness.seeded(seed.getAndIncrement());
                while (clock.nanoTime() < end) {
                    int function = Math.min(dice.nextInt(functions.size()), dice.nextInt(functions.size()));
                    call(host, functions.get(function), Deed.any(dice));
                    if (dice.nextInt(100) == 0) {
                        host.host.retire(functions
                                .get(dice.nextInt(functions.size()))
                                .function()
                                .key());
                    }
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void call(TestHost host, Subject subject, Deed deed) {
        FunctionSpec function = subject.function();
        String event = "{\"do\":\"" + deed.name().toLowerCase(Locale.ROOT) + "\"}";
        TestHost.Outcome outcome = host.invoke(function, event);
        Class<? extends InvocationResult> expected = subject.end().orElse(deed.end);
        ends.computeIfAbsent(outcome.result().getClass().getSimpleName(), name -> new LongAdder())
                .increment();
        if (!expected.isInstance(outcome.result())) {
            surprises.add(deed + " of " + function.runtime() + ": " + outcome.result() + ' ' + outcome.text());
        }
    }

    /** When nobody has called for so long that everything has expired, and the pools are as small as they get. */
    private Footprint settled(TestHost host) {
        clock.skip(Duration.ofHours(1));
        Await.until("everything has expired", () -> {
            var usage = host.host.usage();
            return usage.starting() + usage.idle() + usage.busy() == 0 && usage.pooled() == pools(host);
        });
        // One of each pool, and two that are made ahead: their inits and what runs in them.
        Await.until(
                "the sandboxes are gone",
                () -> stable(Footprint.launcher().descendants().count()));
        return Footprint.now();
    }

    /** Node.js, Python, and Python with AWS's SDK where this machine has it. */
    private static int pools(TestHost host) {
        boolean sdk = host.host.runtime("python3.12") instanceof RuntimeAvailability.Available python
                && python.sdk().isPresent();
        return sdk ? 3 : 2;
    }

    private boolean stable(long processes) {
        try {
            Clock.system().sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Footprint.launcher().descendants().count() == processes;
    }

    private static FunctionsSettings soaking(FunctionsSettings settings) {
        return new FunctionsSettings(
                settings.directory(),
                settings.gatewayPort(),
                settings.runtimePacks(),
                settings.maximumEnvironments(),
                MEMORY_MEGABYTES,
                settings.idleExpiry(),
                settings.freezeAfter(),
                settings.maximumAge(),
                1,
                settings.outgoing(),
                settings.devices(),
                settings.classCaches(),
                settings.weakestIsolation());
    }
}
