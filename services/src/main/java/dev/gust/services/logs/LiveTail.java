package dev.gust.services.logs;

import dev.gust.base.time.Clock;
import dev.gust.wire.model.logs.LiveTailSessionMetadata;
import dev.gust.wire.model.logs.LiveTailSessionStart;
import dev.gust.wire.model.logs.LiveTailSessionUpdate;
import dev.gust.wire.model.logs.SessionTimeoutException;
import dev.gust.wire.model.logs.StartLiveTailResponseStream;
import dev.gust.wire.schema.EventStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session: what is new, once a second. Events are read when the client takes the next update, so a slow one holds nothing in memory
 * and slows nobody; what is too much for it is left out.
 */
final class LiveTail implements EventStream<StartLiveTailResponseStream> {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(3);

    private final LiveTailSessionStart start;
    private final List<LiveGroup> groups;
    private final FilterPattern pattern;
    private final Clock clock;
    private final Consumer<LiveTail> whenClosed;
    private final Instant begun;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean ended;
    private boolean told;
    private Instant due;

    LiveTail(
            LiveTailSessionStart start,
            List<LiveGroup> groups,
            FilterPattern pattern,
            Clock clock,
            Consumer<LiveTail> whenClosed) {
        this.start = start;
        this.groups = List.copyOf(groups);
        this.pattern = pattern;
        this.clock = clock;
        this.whenClosed = whenClosed;
        this.begun = clock.instant();
        this.due = begun.plus(PERIOD);
    }

    @Override
    public @Nullable StartLiveTailResponseStream next() throws InterruptedException {
        if (!told) {
            told = true;
            return new StartLiveTailResponseStream.SessionStart(start);
        }
        Duration wait = Duration.between(clock.instant(), due);
        if (wait.isPositive()) {
            clock.sleep(wait);
        }
        Instant now = clock.instant();
        due = now.plus(PERIOD);
        if (ended) {
            return null;
        }
        if (!now.isBefore(begun.plus(LONGEST))) {
            ended = true;
            return new StartLiveTailResponseStream.SessionTimeoutException(
                    new SessionTimeoutException("The Live Tail session has been open for three hours and is closed."));
        }
        LiveSample sample = new LiveSample();
        groups.forEach(group -> group.look(pattern, sample));
        return new StartLiveTailResponseStream.SessionUpdate(
                new LiveTailSessionUpdate(new LiveTailSessionMetadata(sample.sampled()), sample.events()));
    }

    /** There is nothing more after the update that is waited for. */
    void end() {
        ended = true;
    }

    @Override
    public void close() {
        ended = true;
        if (closed.compareAndSet(false, true)) {
            whenClosed.accept(this);
        }
    }
}
