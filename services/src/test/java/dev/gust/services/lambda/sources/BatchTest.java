package dev.gust.services.lambda.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.services.lambda.sources.Batch.Piece;
import dev.gust.services.lambda.sources.Batch.Step;
import dev.gust.services.lambda.sources.Batch.Verdict;
import dev.gust.services.ports.streams.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration RETENTION = Duration.ofHours(24);

    @Test
    void handsOverEverythingAtOnceAndIsDone() {
        Batch batch = new Batch(settings(-1, -1, false), RETENTION, records(3, NOW));

        assertThat(invoked(batch)).isEqualTo("1,2,3");
        assertThat(names(batch.heard(new Verdict.Succeeded()))).isEqualTo("1,2,3");
        assertThat(batch.next(NOW)).isInstanceOf(Step.Done.class);
    }

    @Test
    void triesAgainWithGrowingPausesAndGivesUpAfterTheRetries() {
        Batch batch = new Batch(settings(2, -1, false), RETENTION, records(2, NOW));
        List<Duration> pauses = new ArrayList<>();
        Step step = batch.next(NOW);
        while (step instanceof Step.Invoke invoke) {
            pauses.add(invoke.pause());
            assertThat(batch.heard(new Verdict.Failed())).isEmpty();
            step = batch.next(NOW);
        }

        assertThat(pauses).containsExactly(Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(step).isInstanceOfSatisfying(Step.GiveUp.class, given -> {
            assertThat(given.condition()).isEqualTo("RetryAttemptsExhausted");
            assertThat(names(given.piece().records())).isEqualTo("1,2");
            assertThat(given.piece().calls()).isEqualTo(3);
        });
        assertThat(batch.next(NOW)).isInstanceOf(Step.Done.class);
    }

    @Test
    void splitsAFailingBatchUntilOnlyTheBadRecordIsGivenUp() {
        Batch batch = new Batch(settings(0, -1, true), RETENTION, records(8, NOW));

        Trail trail = run(
                batch, piece -> names(piece.records()).contains("6") ? new Verdict.Failed() : new Verdict.Succeeded());

        assertThat(trail.done).containsExactly("1,2,3,4", "5", "7,8");
        assertThat(trail.givenUp).containsExactly("6");
    }

    @Test
    void goesOnAtTheFirstRecordThatTheFunctionNames() {
        Batch batch = new Batch(settings(1, -1, false), RETENTION, records(5, NOW));

        Trail trail = run(
                batch,
                piece -> names(piece.records()).contains("3") ? new Verdict.FailedFrom("3") : new Verdict.Succeeded());

        assertThat(trail.invoked).containsExactly("1,2,3,4,5", "3,4,5");
        assertThat(trail.done).containsExactly("1,2");
        assertThat(trail.givenUp).containsExactly("3,4,5");
    }

    @Test
    void givesUpOnlyWhatIsTooOld() {
        List<StreamRecord> records = new ArrayList<>(records(2, NOW.minusSeconds(120)));
        records.addAll(records(1, NOW));
        Batch batch = new Batch(settings(-1, 60, false), RETENTION, records);

        assertThat(batch.next(NOW)).isInstanceOfSatisfying(Step.GiveUp.class, given -> {
            assertThat(given.condition()).isEqualTo("RecordAgeExceeded");
            assertThat(given.piece().records()).hasSize(2);
        });
        assertThat(invoked(batch)).isEqualTo("1");
    }

    @Test
    void aThrottledFunctionCostsNoAttempt() {
        Batch batch = new Batch(settings(0, -1, false), RETENTION, records(1, NOW));
        for (int i = 0; i < 10; i++) {
            assertThat(invoked(batch)).isEqualTo("1");
            assertThat(batch.heard(new Verdict.NotNow())).isEmpty();
        }
        assertThat(invoked(batch)).isEqualTo("1");
        assertThat(names(batch.heard(new Verdict.Succeeded()))).isEqualTo("1");
    }

    @Test
    void understandsWhatAFunctionSaysOfSingleRecords() {
        List<StreamRecord> records = records(3, NOW);

        assertThat(verdict("{\"batchItemFailures\":[]}", records)).isEqualTo(new Verdict.Succeeded());
        assertThat(verdict("null", records)).isEqualTo(new Verdict.Succeeded());
        assertThat(verdict("{}", records)).isEqualTo(new Verdict.Succeeded());
        assertThat(verdict("{\"batchItemFailures\":null}", records)).isEqualTo(new Verdict.Succeeded());
        assertThat(verdict("{\"batchItemFailures\":[{\"itemIdentifier\":\"3\"},{\"itemIdentifier\":\"2\"}]}", records))
                .isEqualTo(new Verdict.FailedFrom("2"));
        assertThat(verdict("{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}", records))
                .isEqualTo(new Verdict.Failed());
        assertThat(verdict("{\"batchItemFailures\":[{\"wrong\":\"2\"}]}", records))
                .isEqualTo(new Verdict.Failed());
        assertThat(verdict("{\"batchItemFailures\":[{\"itemIdentifier\":\"unknown\"}]}", records))
                .isEqualTo(new Verdict.Failed());
    }

    private static final class Trail {
        final List<String> invoked = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        final List<String> givenUp = new ArrayList<>();
    }

    private static Trail run(Batch batch, Function<Piece, Verdict> function) {
        Trail trail = new Trail();
        while (true) {
            switch (batch.next(NOW)) {
                case Step.Done() -> {
                    return trail;
                }
                case Step.GiveUp(Piece piece, String condition) -> trail.givenUp.add(names(piece.records()));
                case Step.Invoke(Piece piece, Duration pause) -> {
                    trail.invoked.add(names(piece.records()));
                    List<StreamRecord> done = batch.heard(function.apply(piece));
                    if (!done.isEmpty()) {
                        trail.done.add(names(done));
                    }
                }
            }
        }
    }

    private static String invoked(Batch batch) {
        return batch.next(NOW) instanceof Step.Invoke invoke
                ? names(invoke.piece().records())
                : "nothing";
    }

    private static Verdict verdict(String answer, List<StreamRecord> records) {
        return Payloads.verdict(answer.getBytes(StandardCharsets.UTF_8), records);
    }

    private static SourceSettings settings(int retries, int age, boolean bisects) {
        return new SourceSettings(100, 0, 1, age, retries, bisects, true, List.of(), null);
    }

    private static List<StreamRecord> records(int count, Instant at) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i ->
                        new StreamRecord(Integer.toString(i), Integer.toString(i + 1), at, "p", new byte[] {'{', '}'}))
                .toList();
    }

    private static String names(List<StreamRecord> records) {
        return String.join(
                ",", records.stream().map(StreamRecord::sequenceNumber).toList());
    }
}
