package dev.gust.services.ports.policy;

/** What policies say of a request. */
public enum Decision {
    /** A statement allows it and none denies it. */
    ALLOWED,
    /** A statement denies it, which nothing overrides. */
    DENIED,
    /** No statement speaks of it; without an allowance from elsewhere it is refused. */
    SILENT
}
