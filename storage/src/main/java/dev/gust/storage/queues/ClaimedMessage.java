package dev.gust.storage.queues;

import java.time.Instant;

/** A message as its claimant gets it. Nobody may change the body's bytes. */
public final class ClaimedMessage {
    private final Receipt receipt;
    private final byte[] body;
    private final Instant added;
    private final Instant firstClaimed;

    ClaimedMessage(Receipt receipt, byte[] body, Instant added, Instant firstClaimed) {
        this.receipt = receipt;
        this.body = body;
        this.added = added;
        this.firstClaimed = firstClaimed;
    }

    public Receipt receipt() {
        return receipt;
    }

    /** How often it was claimed, this time included. */
    public int claims() {
        return receipt.claim();
    }

    public byte[] body() {
        return body;
    }

    public Instant added() {
        return added;
    }

    public Instant firstClaimed() {
        return firstClaimed;
    }
}
