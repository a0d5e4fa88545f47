package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogLine;
import dev.gust.functions.LogListener;
import dev.gust.functions.Metering;
import dev.gust.functions.ResponseListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One invocation from the invoking thread's side: waits for what its environment says, within its time. */
final class InvocationRun {
    /** Loading has a limit of its own, as on AWS; a longer timeout extends it. */
    private static final Duration SHORTEST_INITIALISATION = Duration.ofSeconds(10);

    /** Whoever hands an environment over is about to tell it of this invocation. */
    private static final long HANDING_OVER_NANOS = 10_000_000;

    private static final Duration BEHIND = Duration.ofSeconds(1);
    private static final Duration VERDICT = Duration.ofMillis(250);
    private static final Duration AFTER_THE_END = Duration.ofMinutes(15);

    private static final System.Logger LOG = System.getLogger(InvocationRun.class.getName());

    private final FunctionSpec spec;
    private final Serving serving;
    private final LiveEnvironment environment;
    private final boolean cold;
    private final Optional<String> notice;
    private final LogListener logs;
    private final @Nullable ResponseListener response;
    private final Clock clock;
    private final UsageMeter meter;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private long producedBytes;
    private long firstByteNanos;
    private boolean reusable;
    private boolean late;
    private boolean streamed;
    private boolean listenerFailed;
    private Optional<String> entrypoint = Optional.empty();

    InvocationRun(
            FunctionSpec spec,
            Serving serving,
            LiveEnvironment environment,
            boolean cold,
            Optional<String> notice,
            LogListener logs,
            @Nullable ResponseListener response,
            Clock clock,
            UsageMeter meter) {
        this.spec = spec;
        this.serving = serving;
        this.environment = environment;
        this.cold = cold;
        this.notice = notice;
        this.logs = logs;
        this.response = response;
        this.clock = clock;
        this.meter = meter;
    }

    /** Whether the environment may serve another invocation. */
    boolean reusable() {
        return reusable;
    }

    /** Whether its time was up. */
    boolean late() {
        return late;
    }

    /** How much the function answered. */
    long producedBytes() {
        return producedBytes;
    }

    /** When it began to answer, in monotonic nanoseconds; 0 when it never did. */
    long firstByteNanos() {
        return firstByteNanos;
    }

    InvocationResult await() throws InterruptedException {
        logs.started(environment.description());
        if (cold) {
            notice.ifPresent(this::line);
        } else {
            // Nothing is loaded before it, and its thread is not woken for its beginning.
            logs.begun();
        }
        long initialisationEnd = clock.nanoTime() + initialisationLimit().toNanos();
        while (true) {
            long begun = serving.begunNanos;
            long end = begun == 0 ? initialisationEnd : begun + spec.timeout().toNanos();
            long left = end - clock.nanoTime();
            boolean aboutToBegin = begun == 0 && !cold;
            // What was posted in time is heard, but who never stops has no more time for that.
            MailEvent event = left + BEHIND.toNanos() < 0
                    ? null
                    : serving.mailbox.take(aboutToBegin ? Math.min(left, HANDING_OVER_NANOS) : left);
            if (event == null) {
                if (serving.begunNanos != begun || (aboutToBegin && left > HANDING_OVER_NANOS)) {
                    continue;
                }
                return timedOut();
            }
            Optional<InvocationResult> result = hear(event);
            if (result.isPresent()) {
                return result.get();
            }
            if (environment.paused() && serving.mailbox.hasRoom()) {
                environment.resume();
            }
        }
    }

    private Duration initialisationLimit() {
        return spec.timeout().compareTo(SHORTEST_INITIALISATION) > 0 ? spec.timeout() : SHORTEST_INITIALISATION;
    }

    private Optional<InvocationResult> hear(MailEvent event) {
        return switch (event) {
            case MailEvent.Line line -> {
                logs.line(line.line());
                if (serving.begunNanos == 0 && entrypoint.isEmpty()) {
                    entrypoint = Failures.entrypoint(line.line().text());
                }
                yield Optional.empty();
            }
            case MailEvent.Dropped dropped -> {
                logs.dropped(dropped.amount());
                yield Optional.empty();
            }
            case MailEvent.Begun begun -> {
                logs.begun();
                yield Optional.empty();
            }
            case MailEvent.StreamBegun begun -> {
                streamed = true;
                firstByteNanos = clock.nanoTime();
                tell(listener -> listener.begin(begun.contentType()));
                yield Optional.empty();
            }
            case MailEvent.Chunk chunk -> {
                chunk(chunk.content());
                yield Optional.empty();
            }
            case MailEvent.Answered answered -> Optional.of(answered(answered));
            case MailEvent.StreamEnded ended -> Optional.of(streamEnded(ended));
            case MailEvent.Failed failed -> {
                reusable = !failed.fatal();
                yield Optional.of(new InvocationResult.FunctionError(
                        Failures.errorType(failed.error()), failed.error(), metering(failed.atNanos())));
            }
            case MailEvent.Exited exited -> Optional.of(crashed(exited));
            case MailEvent.NotStarted notStarted -> Optional.of(new InvocationResult.StartFailed(notStarted.reason()));
        };
    }

    private InvocationResult answered(MailEvent.Answered answered) {
        reusable = true;
        firstByteNanos = answered.atNanos();
        producedBytes = answered.payload().length;
        Metering metering = metering(answered.atNanos());
        if (answered.payload().length > Failures.MAXIMUM_RESPONSE_BYTES) {
            return new InvocationResult.FunctionError(
                    "Function.ResponseSizeTooLarge", Failures.responseTooLarge(), metering);
        }
        if (response == null) {
            return new InvocationResult.Success(answered.payload(), metering);
        }
        tell(listener -> {
            listener.begin("application/octet-stream");
            // It is done: its time is no longer the measure, and who has gone is noticed elsewhere.
            listener.chunk(answered.payload(), AFTER_THE_END);
        });
        return new InvocationResult.Success(new byte[0], metering);
    }

    private InvocationResult streamEnded(MailEvent.StreamEnded ended) {
        reusable = true;
        Metering metering = metering(ended.atNanos());
        if (collected.size() > Failures.MAXIMUM_RESPONSE_BYTES) {
            return new InvocationResult.FunctionError(
                    "Function.ResponseSizeTooLarge", Failures.responseTooLarge(), metering);
        }
        return new InvocationResult.Success(collected.toByteArray(), metering);
    }

    private void chunk(byte[] content) {
        producedBytes += content.length;
        if (response != null) {
            tell(listener -> listener.chunk(content, timeLeft()));
        } else if (collected.size() <= Failures.MAXIMUM_RESPONSE_BYTES) {
            collected.writeBytes(content);
        }
    }

    private InvocationResult crashed(MailEvent.Exited exited) {
        Metering metering = meter.metering(
                spec,
                environment,
                serving,
                cold,
                exited.atNanos(),
                exited.exit().usage());
        if (entrypoint.isPresent() && exited.exit().code().orElse(0) == Failures.NO_ENTRYPOINT) {
            line("RequestId: " + serving.invocation.requestId() + " Error: " + entrypoint.get()
                    + "\nRuntime.InvalidEntrypoint");
            byte[] error = Failures.invalidEntrypoint(serving.invocation.requestId(), entrypoint.get());
            return new InvocationResult.FunctionError("Runtime.InvalidEntrypoint", error, metering);
        }
        line("RequestId: " + serving.invocation.requestId() + " Error: " + Failures.exitText(exited.exit())
                + "\nRuntime.ExitError");
        byte[] payload = Failures.exited(serving.invocation.requestId(), exited.exit());
        return new InvocationResult.Crashed(
                exited.exit().code(), exited.exit().signal(), exited.exit().outOfMemory(), payload, metering);
    }

    private Duration timeLeft() {
        long begun = serving.begunNanos;
        Duration used = Duration.ofNanos(begun == 0 ? 0 : clock.nanoTime() - begun);
        return spec.timeout().minus(used);
    }

    /** Who has had more memory than it may has been found out or is about to be; on a busy machine that takes a moment. */
    private Optional<InvocationResult> outOfMemory() throws InterruptedException {
        long end = clock.nanoTime() + VERDICT.toNanos();
        while (meter.full(spec, environment)) {
            MailEvent event = serving.mailbox.take(end - clock.nanoTime());
            if (event instanceof MailEvent.Exited exited && exited.exit().outOfMemory()) {
                return Optional.of(crashed(exited));
            }
            if (event == null || clock.nanoTime() > end) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private InvocationResult timedOut() throws InterruptedException {
        late = true;
        Optional<InvocationResult> cause = outOfMemory();
        if (cause.isPresent()) {
            return cause.get();
        }
        Invocation invocation = serving.invocation;
        line(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + invocation.requestId() + ' '
                + Failures.timeoutText(spec.timeout()));
        return new InvocationResult.TimedOut(
                Failures.timedOut(invocation.requestId(), spec.timeout()), metering(clock.nanoTime()));
    }

    private void line(String text) {
        logs.line(new LogLine(clock.instant(), text));
    }

    private Metering metering(long endNanos) {
        return meter.metering(spec, environment, serving, cold, endNanos);
    }

    private interface Telling {
        void to(ResponseListener listener) throws IOException;
    }

    private void tell(Telling telling) {
        if (response == null || listenerFailed) {
            return;
        }
        try {
            telling.to(response);
        } catch (IOException e) {
            listenerFailed = true;
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "request=" + serving.invocation.requestId() + " streamed=" + streamed + " response=abandoned",
                    e);
        }
    }
}
