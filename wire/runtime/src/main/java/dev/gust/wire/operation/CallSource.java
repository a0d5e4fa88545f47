package dev.gust.wire.operation;

/** Which way a call came in. */
public enum CallSource {
    /** A signed request over HTTP. */
    WIRE,
    /** A resource handler of the deployment engine. */
    CLOUDFORMATION,
    /** The delivery router: outbox, schedules, rules, pipes. */
    DELIVERY,
    /** A direct integration of an HTTP API. */
    API_INTEGRATION,
    /** A task of a state machine. */
    WORKFLOW,
    /** An event source mapping's poller. */
    POLLER,
    /** Gust itself: its admin API and its own commands. */
    SYSTEM
}
