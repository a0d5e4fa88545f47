package dev.gust.storage.timers;

import java.time.Instant;

/**
 * Something due. The owner is the kind of timer, and so who handles it; owner and id name it. Nobody may change the payload's
 * bytes.
 */
public final class Timer {
    private final String owner;
    private final String id;
    private final Instant due;
    private final byte[] payload;
    private final int failures;

    Timer(String owner, String id, Instant due, byte[] payload, int failures) {
        this.owner = owner;
        this.id = id;
        this.due = due;
        this.payload = payload;
        this.failures = failures;
    }

    public String owner() {
        return owner;
    }

    public String id() {
        return id;
    }

    /** When it was to fire, to the millisecond. */
    public Instant due() {
        return due;
    }

    public byte[] payload() {
        return payload;
    }

    /** How often its handler has failed. */
    public int failures() {
        return failures;
    }

    @Override
    public String toString() {
        return "timer " + owner + "/" + id + " due " + due;
    }
}
