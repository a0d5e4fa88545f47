package dev.gust.wire.schema;

/** What a value is, and in the comment the Java type that carries it. */
public enum Kind {
    /** Boolean. */
    BOOLEAN,
    /** Byte. */
    BYTE,
    /** Short. */
    SHORT,
    /** Integer. */
    INTEGER,
    /** Long. */
    LONG,
    /** Float. */
    FLOAT,
    /** Double. */
    DOUBLE,
    /** BigInteger. */
    BIG_INTEGER,
    /** BigDecimal. */
    BIG_DECIMAL,
    /** String; also an enum that is open, which means that values may come that no model lists. */
    STRING,
    /** A generated enum that is a {@link WireEnum}. */
    ENUM,
    /** {@link Blob}. */
    BLOB,
    /** {@link dev.gust.wire.http.Payload}: the body itself, never gathered in memory. */
    PAYLOAD,
    /** Instant. */
    TIMESTAMP,
    /** {@link dev.gust.base.json.JsonValue}. */
    DOCUMENT,
    /** {@link java.util.List}, frozen. */
    LIST,
    /** {@link java.util.Map} with text keys, frozen. */
    MAP,
    /** A generated record that is a {@link Structure}. */
    STRUCTURE,
    /** A generated sealed interface that is a {@link Union}. */
    UNION,
    /** {@link EventStream} of a union. */
    EVENT_STREAM
}
