package dev.gust.storage.timers;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sets and cancels timers, as part of the commits that they belong to. */
public final class Timers {
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Sets the owner's timer of this id, instead of the one it may have had under it. */
    public void set(Transaction transaction, String owner, String id, Instant due, byte[] payload) {
        set(transaction, owner, id, due, payload, 0);
    }

    /** Takes the timer back, if it is still set. */
    public void cancel(Transaction transaction, String owner, String id) {
        Key name = TimerRecords.byName(owner, id);
        transaction.get(name, TimerRecords.DUE).ifPresent(due -> {
            transaction.delete(TimerRecords.byDue(owner, due, id));
            transaction.delete(name);
        });
    }

    /** The timer, if it is set. */
    public Optional<Timer> find(Reader reader, String owner, String id) {
        return reader.get(TimerRecords.byName(owner, id), TimerRecords.DUE)
                .flatMap(due -> reader.get(TimerRecords.byDue(owner, due, id)))
                .map(TimerRecords::timer);
    }

    void set(Transaction transaction, String owner, String id, Instant due, byte[] payload, int failures) {
        cancel(transaction, owner, id);
        long dueMillis = due.toEpochMilli();
        transaction.put(TimerRecords.byDue(owner, dueMillis, id), TimerRecords.body(payload, failures));
        transaction.put(TimerRecords.byName(owner, id), TimerRecords.DUE, dueMillis);
        transaction.afterCommit(version -> listeners.forEach(listener -> listener.set(owner, dueMillis)));
    }

    /** Whether exactly this timer is still set; a condition of the transaction. */
    boolean isSet(Transaction transaction, Timer timer) {
        Optional<Entry> entry =
                transaction.get(TimerRecords.byDue(timer.owner(), timer.due().toEpochMilli(), timer.id()));
        return entry.isPresent();
    }

    /** Hears of timers that this process has set, once they are durable. */
    interface Listener {
        void set(String owner, long dueMillis);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }
}
