package dev.gust.storage.timers;

import dev.gust.storage.Transaction;

/** What an owner's timers do. */
@FunctionalInterface
public interface TimerHandler {
    /**
     * Does what is due, in the transaction that removes the timer: quick, and by writes alone. What has effects outside of the
     * store is written into the outbox or a queue. It may set the timer again, under the same id. When it throws, nothing is
     * written, and the timer is tried again after a growing pause.
     */
    void fire(Transaction transaction, Timer timer);
}
