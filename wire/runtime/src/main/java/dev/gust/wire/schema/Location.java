package dev.gust.wire.schema;

/** Where in an HTTP message a member stands. */
public enum Location {
    /** In the document that the body holds. */
    BODY,
    /** It is the body. */
    PAYLOAD,
    /** A part of the path. */
    LABEL,
    /** A parameter of the query. */
    QUERY,
    /** Every parameter of the query that no other member takes. */
    QUERY_PARAMS,
    HEADER,
    /** Every header that begins with a prefix. */
    PREFIX_HEADERS,
    /** The status of an answer. */
    STATUS
}
