package dev.gust.functions.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Events on their way to the invoking thread. Posting never blocks: a full box asks its environment to be read no further. */
final class Mailbox {
    private static final int FULL_BYTES = 1024 * 1024;
    private static final int ROOM_BYTES = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition posted = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Deque<MailEvent> events = new ArrayDeque<>();
    private int bytes;
    private boolean abandoned;

    /** True when the box is full now. */
    boolean post(MailEvent event) {
        lock.lock();
        try {
            events.add(event);
            bytes += event.bytes();
            posted.signal();
            return bytes > FULL_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /** Until there is an event, or the time is up. */
    void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (events.isEmpty() && left > 0) {
                left = posted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next event, or null when none came in time. */
    @Nullable
    MailEvent take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (events.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = posted.awaitNanos(left);
            }
            MailEvent event = events.removeFirst();
            bytes -= event.bytes();
            if (bytes < ROOM_BYTES) {
                taken.signalAll();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** For whoever can wait: until the box is not full. */
    void awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (bytes > FULL_BYTES && !abandoned) {
                taken.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody takes anything out of it any more. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a box that was full has room again. */
    boolean hasRoom() {
        lock.lock();
        try {
            return bytes < ROOM_BYTES;
        } finally {
            lock.unlock();
        }
    }
}
