package dev.gust.wire.schema;

/** Where in an event of a stream a member stands. */
public enum EventPart {
    /** In the document that the event's payload holds. */
    DOCUMENT,
    /** It is the event's payload. */
    PAYLOAD,
    HEADER
}
