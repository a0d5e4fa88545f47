package dev.gust.functions.pool;

/** What an environment is doing. Times are monotonic nanoseconds. */
public sealed interface EnvironmentState {
    /** Being made without a function, for whoever comes first. */
    record Warming(long since) implements EnvironmentState {}

    /** Its program runs, and loads what functions commonly need; one that is given a function takes it on when it is done. */
    record Booting(long since) implements EnvironmentState {}

    /** Ready and without a function. */
    record Pooled(long since) implements EnvironmentState {}

    /** Loading its function; {@code forInvocation} tells an invocation waits for it. */
    record Starting(long since, boolean forInvocation) implements EnvironmentState {}

    /** Serving an invocation. */
    record Busy(long since) implements EnvironmentState {}

    /** Serving its last one. */
    record Draining(long since) implements EnvironmentState {}

    /** Waiting for the next one, frozen or about to be. */
    record Idle(long since, boolean frozen) implements EnvironmentState {}

    /** Told to end; its processes may still be there. */
    record Dead() implements EnvironmentState {}
}
