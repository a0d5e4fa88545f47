package dev.gust.functions.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Invocations of a function that takes next to no time wait for one another instead of each getting an environment of its own: whoever is done hands its
 * environment on. Many processes that take turns on few processors cost a third more than few that stay in the processors' caches, and each would
 * have to be started. A function that takes longer than it is worth waiting for, or once did not come back in time, is left alone.
 */
final class Turns {
    /** What waiting may cost, judged by how long an invocation takes at best. */
    private static final long WORTH = 500_000;
    /** Whoever was not served in time pauses it for all. */
    private static final long PAUSE = 1_000_000_000L;

    private final Deque<Long> line = new ArrayDeque<>();
    /** Nanoseconds that the shortest of the latest invocations took; it grows slowly, so that it is forgotten. */
    private long shortest = Long.MAX_VALUE;

    private long pausedAt;
    private boolean paused;

    boolean empty() {
        return line.isEmpty();
    }

    /** Whether somebody will be done so soon that waiting is quicker than an environment more. */
    boolean worthWaiting(int serving, long now) {
        paused = paused && now - pausedAt < PAUSE;
        return !paused && shortest <= WORTH && shortest * (line.size() + 1) <= WORTH * serving;
    }

    void join(long ticket) {
        line.addLast(ticket);
    }

    /** Takes whoever has waited longest out of the line; there must be somebody. */
    long next() {
        return line.removeFirst();
    }

    /** Whether it still waited. */
    boolean giveUp(long ticket, long now) {
        paused = true;
        pausedAt = now;
        return line.remove(ticket);
    }

    void took(long nanos) {
        shortest = nanos < shortest ? nanos : shortest + shortest / 64 + 1;
    }
}
