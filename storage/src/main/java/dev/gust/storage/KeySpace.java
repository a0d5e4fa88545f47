package dev.gust.storage;

/**
 * The few spaces that keys live in, by shape of access and not by service. An engine tunes each for its shape; a range
 * never crosses two. It is the first byte of every key.
 */
public enum KeySpace {
    /** Records read by key and listed in order: configuration, items, metadata. The default. */
    RECORDS(1),
    /** Short-lived entries written and removed at a high rate: messages, timers, outbox, leases, stream windows. */
    CHURN(2),
    /** Values of kilobytes that are read whole and rarely: inline blobs, payloads. */
    CONTENT(3);

    private final byte code;

    KeySpace(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    public static KeySpace ofCode(byte code) {
        return switch (code) {
            case 1 -> RECORDS;
            case 2 -> CHURN;
            case 3 -> CONTENT;
            default -> throw new IllegalArgumentException("no key space has code " + code);
        };
    }
}
