package dev.gust.storage.segments;

/** A record that waits to be written. */
final class PendingRecord {
    private final long millis;
    private final byte[] content;

    PendingRecord(long millis, byte[] content) {
        this.millis = millis;
        this.content = content;
    }

    long millis() {
        return millis;
    }

    byte[] content() {
        return content;
    }
}
