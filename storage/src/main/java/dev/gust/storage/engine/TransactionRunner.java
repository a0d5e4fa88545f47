package dev.gust.storage.engine;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.ConflictException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.TransactionBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs transactions, and runs them again when others came first. */
public final class TransactionRunner {
    private static final int ATTEMPTS = 16;
    private static final int ATTEMPTS_AT_ONCE = 3;
    private static final int LONGEST_PAUSE_MICROS = 50_000;

    private final OrderedStore store;
    private final Clock clock;
    private final Randomness randomness;

    public TransactionRunner(OrderedStore store, Clock clock, Randomness randomness) {
        this.store = store;
        this.clock = clock;
        this.randomness = randomness;
    }

    public <T extends @Nullable Object> T run(TransactionBody<T> body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(body);
            } catch (ConflictException | StaleSnapshotException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
                pause(attempt, lost);
            }
        }
    }

    private <T extends @Nullable Object> T once(TransactionBody<T> body) {
        BufferedTransaction transaction;
        T result;
        long version;
        try (Snapshot snapshot = store.snapshot()) {
            transaction = new BufferedTransaction(snapshot);
            try {
                result = body.run(transaction);
            } finally {
                transaction.end();
            }
            version = snapshot.version();
        }
        if (transaction.hasWrites()) {
            version = store.commit(transaction.toCommit());
        }
        transaction.committed(version);
        return result;
    }

    // The range doubles with each attempt, so that however many compete, soon few meet.
    private void pause(int attempt, StorageException lost) {
        if (attempt < ATTEMPTS_AT_ONCE) {
            return;
        }
        int range = Math.min(LONGEST_PAUSE_MICROS, 100 << attempt);
        try {
            clock.sleep(Duration.ofNanos(1_000L * (1 + randomness.nextInt(range))));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StorageFailedException("interrupted while waiting to retry; nothing was written", lost);
        }
    }
}
