package dev.gust.services.lambda;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.LogSink;
import dev.gust.services.ports.runtime.RunListener;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what an invocation says into its log stream, between START and REPORT, and keeps the last of it for the caller. */
final class InvocationLog implements RunListener {
    /** The most of the log that an answer carries, as on AWS. */
    private static final int TAIL_BYTES = 4096;

    private final LogSink sink;
    private final Clock clock;
    private final FunctionReference reference;
    private final VersionRecord version;
    private final LogLines lines;
    private final List<String> notes;
    private final boolean wantsTail;
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailBytes;
    private @Nullable String stream;
    private boolean begun;

    /** {@code notes}: what Gust has to say of this function once per environment, such as a substituted interpreter. */
    InvocationLog(
            LogSink sink,
            Clock clock,
            FunctionReference reference,
            VersionRecord version,
            String requestId,
            List<String> notes,
            boolean wantsTail) {
        this.sink = sink;
        this.clock = clock;
        this.reference = reference;
        this.version = version;
        this.lines = new LogLines(version.logging(), requestId, version.version());
        this.notes = List.copyOf(notes);
        this.wantsTail = wantsTail;
    }

    @Override
    public void started(String logStream) {
        stream = logStream;
    }

    @Override
    public void begun() {
        begun = true;
        Instant now = clock.instant();
        write(now, lines.start(now));
    }

    @Override
    public void line(Instant time, String text) {
        write(time, List.of(text));
    }

    @Override
    public void dropped(long bytes) {
        write(
                clock.instant(),
                List.of("[Gust] " + bytes
                        + " bytes of output were dropped: the function writes faster than its log takes."));
    }

    /** Ends the log of an invocation that ran. */
    void ended(RunOutcome outcome) {
        Instant now = clock.instant();
        switch (outcome) {
            case RunOutcome.Returned returned -> ended(now, returned.usage(), null, null);
            case RunOutcome.Failed failed -> ended(now, failed.usage(), failed.status(), failed.errorType());
            case RunOutcome.NotStarted(String reason) ->
                System.getLogger(InvocationLog.class.getName())
                        .log(
                                System.Logger.Level.ERROR,
                                "event=function_not_started function={0} reason={1}",
                                reference.arn(),
                                reason);
            case RunOutcome.Throttled throttled -> {}
        }
    }

    /** The last 4 KB as the answer carries them. */
    @Nullable
    String tail() {
        if (!wantsTail) {
            return null;
        }
        byte[] bytes = String.join("", tail).getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, bytes.length - TAIL_BYTES);
        byte[] last = Arrays.copyOfRange(bytes, from, bytes.length);
        return Base64.getEncoder().encodeToString(last);
    }

    private void ended(Instant now, RunUsage usage, @Nullable String status, @Nullable String errorType) {
        if (usage.initDuration().isPresent()) {
            write(now, notes);
        }
        if (!begun) {
            write(now, lines.initialisation(now, usage, status, errorType));
            write(now, lines.start(now));
        }
        write(now, lines.end(now, usage, status, errorType));
    }

    private void write(Instant at, List<String> texts) {
        if (texts.isEmpty() || stream == null) {
            return;
        }
        sink.append(
                reference.account(),
                reference.region(),
                version.logging().group(),
                stream,
                texts.stream().map(text -> new LogSink.Line(at, text)).toList());
        if (wantsTail) {
            texts.forEach(this::remember);
        }
    }

    private void remember(String text) {
        String line = text + '\n';
        tail.addLast(line);
        tailBytes += line.length();
        while (tail.size() > 1 && tailBytes - tail.getFirst().length() >= TAIL_BYTES) {
            tailBytes -= tail.removeFirst().length();
        }
    }
}
