package dev.gust.services.lambda.sources;

import dev.gust.services.lambda.sources.Batch.Piece;
import dev.gust.services.lambda.sources.Batch.Step;
import dev.gust.services.lambda.sources.Batch.Verdict;
import dev.gust.services.lambda.sources.EventSources.Work;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.streams.StreamGoneException;
import dev.gust.services.ports.streams.StreamRecord;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.services.ports.streams.StreamSource.StreamPage;
import dev.gust.storage.StorageException;
import dev.gust.storage.leases.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads its part of a shard, batch after batch, and sees each through. A thread of its own; what it decides by is {@link Batch}. */
final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    /** Hints of new records may be lost. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Duration STORAGE_PAUSE = Duration.ofSeconds(1);
    private static final int FEWEST_READ = 10;
    private static final int LARGEST_TOLD = 4 * 1024 * 1024;

    private final EventSourceMapping mapping;
    private final StreamSource source;
    private final LaneProgress progress;
    private final Work work;
    private final LastResult lastResult;
    private final RecordFilter filter;
    private final Runnable ended;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean finished;

    /** These belong to the thread. */
    private String cursor = "";

    /** Where the store says that the lane is: behind the cursor while it only passes records over. */
    private String noted = "";

    /** What was being tried again when this began. */
    private MappingStore.Failing failing = MappingStore.Failing.NOTHING;

    private String requestId = "";
    private String version = "";
    private boolean passedUnnoted;
    private Instant notedAt = Instant.MIN;

    /** {@code ended} runs when the lane has come to its end by itself. */
    Lane(
            EventSourceMapping mapping,
            StreamSource source,
            LaneProgress progress,
            Work work,
            LastResult lastResult,
            Runnable ended) {
        this.mapping = mapping;
        this.source = source;
        this.progress = progress;
        this.work = work;
        this.lastResult = lastResult;
        this.filter = new RecordFilter(mapping.settings().filters(), work.patterns());
        this.ended = ended;
        this.thread = Thread.ofVirtual().name("event-source-lane").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        wake.release();
    }

    void stop() {
        stop.countDown();
        wake.release();
    }

    boolean hasEnded() {
        return finished;
    }

    boolean hasStopped() {
        return !thread.isAlive();
    }

    void join() throws InterruptedException {
        thread.join();
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            while (!isStopping() && !finished) {
                guardedAttempt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ended.run();
        }
    }

    private void guardedAttempt() throws InterruptedException {
        try {
            attempt();
        } catch (RuntimeException unexpected) {
            // An edge: the lane begins again at its checkpoint, not at once.
            LOG.log(System.Logger.Level.ERROR, "event=event_source_lane_broken id=" + mapping.id(), unexpected);
            pause(LONGEST_WAIT);
        }
    }

    private void attempt() throws InterruptedException {
        try {
            MappingStore.Checkpoint checkpoint = progress.load();
            cursor = checkpoint.cursor();
            noted = cursor;
            failing = checkpoint.failing();
            finished = checkpoint.ended();
            while (!isStopping() && !finished) {
                nextBatch();
            }
        } catch (LeaseLostException | StreamGoneException lost) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "event=event_source_shard_left id={0} shard={1} reason={2}",
                    mapping.id(),
                    progress.shard(),
                    lost.getMessage());
            finished = true;
        } catch (StorageException failure) {
            // Begins again at the checkpoint.
            LOG.log(System.Logger.Level.WARNING, "event=event_source_not_read id=" + mapping.id(), failure);
            pause(STORAGE_PAUSE);
        }
    }

    private void nextBatch() throws InterruptedException {
        Collected collected = new Collected(cursor, mapping.settings().batchSize(), largestBatchBytes());
        boolean isEnd = collect(collected);
        if (isStopping()) {
            return;
        }
        if (!collected.isEmpty() && !seeThrough(collected.records())) {
            return;
        }
        cursor = collected.cursor();
        if (isEnd) {
            finished = true;
            progress.reach(cursor, true);
        }
    }

    /** What is given up is told to a bucket with its content, as text in text, which must fit into one commit. */
    private int largestBatchBytes() {
        String told = mapping.settings().onFailure();
        boolean isBucket = told != null && told.startsWith("arn:aws:s3:");
        return isBucket ? Math.min(work.largestBatchBytes(), LARGEST_TOLD) : work.largestBatchBytes();
    }

    /** Waits for records and takes them until the batch is to go. True at the end of the shard. */
    private boolean collect(Collected batch) throws InterruptedException {
        Instant deadline = Instant.MAX;
        while (!isStopping()) {
            int limit = Math.max(batch.room(), FEWEST_READ);
            StreamPage page = source.read(mapping.sourceArn(), progress.shard(), batch.cursor(), limit);
            if (!take(page, batch)) {
                return false;
            }
            batch.pass(page.next());
            if (page.ended()) {
                return true;
            }
            Instant now = work.clock().instant();
            if (!batch.isEmpty() && deadline.equals(Instant.MAX)) {
                deadline = now.plusSeconds(mapping.settings().windowSeconds());
            }
            if (!batch.isEmpty() && !now.isBefore(deadline)) {
                return false;
            }
            notePassed(batch, now);
            if (page.records().isEmpty()) {
                await(batch.isEmpty() ? LONGEST_WAIT : shorter(LONGEST_WAIT, Duration.between(now, deadline)));
            }
        }
        return false;
    }

    /** False when the batch is full. */
    private boolean take(StreamPage page, Collected batch) {
        for (StreamRecord each : page.records()) {
            if (progress.isMine(each.partition()) && filter.wants(each)) {
                if (!batch.add(each) || batch.isFull()) {
                    return false;
                }
            } else {
                batch.pass(each.cursor());
                passedUnnoted = true;
            }
        }
        return true;
    }

    /** Records that are not for this lane are passed over; how far is noted now and then, so that a restart need not pass them again. */
    private void notePassed(Collected batch, Instant now) {
        if (passedUnnoted && batch.isEmpty() && notedAt.plusSeconds(1).isBefore(now)) {
            finished = !progress.reach(batch.cursor(), false);
            noted = batch.cursor();
            passedUnnoted = false;
            notedAt = now;
            if (finished) {
                stop.countDown();
            }
        }
    }

    /** True when every record has left; false when the lane is to stop. */
    private boolean seeThrough(List<StreamRecord> records) throws InterruptedException {
        Batch batch = new Batch(mapping.settings(), source.retention(), records, failing);
        failing = MappingStore.Failing.NOTHING;
        while (!isStopping()) {
            switch (batch.next(work.clock().instant())) {
                case Step.Done() -> {
                    return true;
                }
                case Step.GiveUp(Piece piece, String condition) -> giveUp(piece, condition);
                case Step.Invoke(Piece piece, Duration pause) -> {
                    pause(pause);
                    if (isStopping()) {
                        return false;
                    }
                    Verdict verdict = invoke(piece);
                    List<StreamRecord> done = batch.heard(verdict);
                    if (!done.isEmpty()) {
                        reached(done.getLast().cursor(), Optional.empty());
                    }
                    noteFailure(verdict, batch.failing());
                }
            }
        }
        return false;
    }

    /** So that the attempts go on being counted where they were, should this process end. */
    private void noteFailure(Verdict verdict, MappingStore.Failing now) {
        boolean isFailure = verdict instanceof Verdict.Failed || verdict instanceof Verdict.FailedFrom;
        if (isFailure && now.failures() > 0 && !progress.failed(noted, now)) {
            finished = true;
            stop.countDown();
        }
    }

    private Verdict invoke(Piece piece) {
        requestId = work.ids().uuid();
        BatchInvoker.Answer answer =
                work.functions().invoke(mapping.function(), requestId, Payloads.of(piece.records()));
        return switch (answer) {
            case BatchInvoker.Answer.Returned(byte[] payload, String executed) -> {
                version = executed;
                Verdict verdict = mapping.settings().reportsItems()
                        ? Payloads.verdict(payload, piece.records())
                        : new Verdict.Succeeded();
                lastResult.tell(verdict instanceof Verdict.Succeeded ? "OK" : "PROBLEM: Function call failed");
                yield verdict;
            }
            case BatchInvoker.Answer.Failed(String executed) -> {
                version = executed;
                lastResult.tell("PROBLEM: Function call failed");
                yield new Verdict.Failed();
            }
            case BatchInvoker.Answer.NotNow(String reason) -> {
                lastResult.tell("PROBLEM: " + reason);
                yield new Verdict.NotNow();
            }
        };
    }

    private void giveUp(Piece piece, String condition) {
        String destination = mapping.settings().onFailure();
        LOG.log(
                System.Logger.Level.WARNING,
                "event=event_source_records_given_up id={0} function={1} condition={2} records={3} from={4} told={5}",
                mapping.id(),
                mapping.function(),
                condition,
                Integer.toString(piece.records().size()),
                piece.records().getFirst().sequenceNumber(),
                destination == null ? "nobody" : destination);
        Optional<Delivery> told = Optional.ofNullable(destination)
                .map(arn -> FailureRecord.of(
                        mapping,
                        arn,
                        progress.shard(),
                        piece,
                        condition,
                        requestId.isEmpty() ? work.ids().uuid() : requestId,
                        piece.calls() == 0 ? "" : version,
                        work.clock().instant()));
        reached(piece.lastCursor(), told);
    }

    private void reached(String place, Optional<Delivery> told) {
        boolean isThere = progress.reach(
                place, false, tx -> told.ifPresent(delivery -> work.outbox().publish(tx, delivery)));
        if (!isThere) {
            // The mapping was deleted.
            finished = true;
            stop.countDown();
        }
        noted = place;
        notedAt = work.clock().instant();
        passedUnnoted = false;
    }

    private void await(Duration longest) throws InterruptedException {
        if (wake.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        if (!pause.isZero() && stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.log(System.Logger.Level.DEBUG, "event=event_source_stopped id={0}", mapping.id());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
