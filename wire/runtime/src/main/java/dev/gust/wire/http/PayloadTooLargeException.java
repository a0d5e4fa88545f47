package dev.gust.wire.http;

import java.io.IOException;

/** A body longer than what its reader takes. */
public final class PayloadTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    public PayloadTooLargeException(long limit) {
        super("the body is longer than " + limit + " bytes");
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }
}
