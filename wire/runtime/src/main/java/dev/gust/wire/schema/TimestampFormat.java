package dev.gust.wire.schema;

/** How an instant is written. */
public enum TimestampFormat {
    /** 1985-04-12T23:20:50.520Z. */
    DATE_TIME,
    /** Tue, 29 Apr 2014 18:30:38 GMT. */
    HTTP_DATE,
    /** Seconds since 1970 with a fraction. */
    EPOCH_SECONDS
}
