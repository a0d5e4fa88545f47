package dev.gust.services.lambda.sources;

import dev.gust.services.lambda.sources.MappingStore.Failing;
import dev.gust.services.ports.streams.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Decides what becomes of the records of one batch: in which pieces they are handed over, what is tried again, and what is
 * given up. Plain rules; records leave in their order, so that whatever left last is how far the lane has come.
 */
final class Batch {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int LAST_DOUBLING = 20;

    private final SourceSettings settings;
    private final Duration maximumAge;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private int postponements;

    /** {@code retention}: how long the source keeps records. */
    Batch(SourceSettings settings, Duration retention, List<StreamRecord> records) {
        this(settings, retention, records, Failing.NOTHING);
    }

    /** {@code failing}: what another process was trying again when it ended. */
    Batch(SourceSettings settings, Duration retention, List<StreamRecord> records, Failing failing) {
        this.settings = settings;
        this.maximumAge = settings.maximumAgeSeconds() == SourceSettings.NO_LIMIT
                ? retention
                : Duration.ofSeconds(settings.maximumAgeSeconds());
        int tried = upTo(records, failing.until());
        if (tried > 0) {
            pieces.add(new Piece(records.subList(0, tried), failing.failures(), failing.calls()));
        }
        if (tried < records.size()) {
            pieces.add(new Piece(records.subList(tried, records.size()), 0, 0));
        }
    }

    /**
     * Records that go to the function together.
     *
     * @param failures how often the first of them was there when the function failed, splitting aside
     * @param calls of the function with all of them
     */
    record Piece(List<StreamRecord> records, int failures, int calls) {
        Piece {
            records = List.copyOf(records);
        }

        String lastCursor() {
            return records.getLast().cursor();
        }
    }

    /** What to do next. */
    sealed interface Step {
        /** Hand the piece to the function, after the pause. */
        record Invoke(Piece piece, Duration pause) implements Step {}

        /** Give the piece up, and note how far the lane has come. */
        record GiveUp(Piece piece, String condition) implements Step {}

        /** All records have left. */
        record Done() implements Step {}
    }

    /** What the function said, as far as these rules go. */
    sealed interface Verdict {
        record Succeeded() implements Verdict {}

        /** The records from this one on are to be tried again. */
        record FailedFrom(String sequenceNumber) implements Verdict {}

        record Failed() implements Verdict {}

        record NotNow() implements Verdict {}
    }

    Step next(Instant now) {
        Piece piece = pieces.peek();
        if (piece == null) {
            return new Step.Done();
        }
        int expired = expired(piece, now);
        if (expired > 0) {
            pieces.remove();
            if (expired < piece.records().size()) {
                pieces.push(new Piece(
                        piece.records().subList(expired, piece.records().size()), piece.failures(), piece.calls()));
            }
            return new Step.GiveUp(
                    new Piece(piece.records().subList(0, expired), piece.failures(), piece.calls()),
                    "RecordAgeExceeded");
        }
        if (settings.maximumRetries() != SourceSettings.NO_LIMIT && piece.failures() > settings.maximumRetries()) {
            pieces.remove();
            return new Step.GiveUp(piece, "RetryAttemptsExhausted");
        }
        return new Step.Invoke(piece, pause(Math.max(piece.failures(), postponements)));
    }

    /** Hears of the piece that {@link #next} gave; answers the records that are dealt with by that. */
    List<StreamRecord> heard(Verdict verdict) {
        Piece piece = pieces.remove();
        int calls = piece.calls() + 1;
        List<StreamRecord> records = piece.records();
        postponements = verdict instanceof Verdict.NotNow ? postponements + 1 : 0;
        return switch (verdict) {
            case Verdict.Succeeded() -> records;
            case Verdict.NotNow() -> {
                pieces.push(piece);
                yield List.of();
            }
            case Verdict.Failed() -> {
                failed(piece, calls);
                yield List.of();
            }
            case Verdict.FailedFrom(String sequenceNumber) -> {
                int from = indexOf(records, sequenceNumber);
                if (from > 0) {
                    pieces.push(new Piece(records.subList(from, records.size()), 1, 1));
                    yield records.subList(0, from);
                }
                failed(piece, calls);
                yield List.of();
            }
        };
    }

    /** What the function failed with, and what is tried again next. */
    Failing failing() {
        Piece piece = pieces.peek();
        return piece == null || piece.failures() == 0
                ? Failing.NOTHING
                : new Failing(piece.lastCursor(), piece.failures(), piece.calls());
    }

    /** Splitting costs no attempt: only what cannot be split further runs out of retries. */
    private void failed(Piece piece, int calls) {
        List<StreamRecord> records = piece.records();
        if (settings.bisects() && records.size() > 1) {
            int middle = records.size() / 2;
            pieces.push(new Piece(records.subList(middle, records.size()), piece.failures(), 0));
            pieces.push(new Piece(records.subList(0, middle), piece.failures(), 0));
        } else {
            pieces.push(new Piece(records, piece.failures() + 1, calls));
        }
    }

    private int expired(Piece piece, Instant now) {
        Instant oldest = now.minus(maximumAge);
        int count = 0;
        for (StreamRecord each : piece.records()) {
            if (!each.at().isBefore(oldest)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** How many of the records there are up to the cursor; none when it is not among theirs. */
    private static int upTo(List<StreamRecord> records, String cursor) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).cursor().equals(cursor)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static int indexOf(List<StreamRecord> records, String sequenceNumber) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).sequenceNumber().equals(sequenceNumber)) {
                return i;
            }
        }
        return 0;
    }

    private static Duration pause(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, LAST_DOUBLING));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
