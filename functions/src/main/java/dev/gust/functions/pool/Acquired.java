package dev.gust.functions.pool;

import dev.gust.functions.InvocationResult.ThrottleReason;
import java.util.List;

/** What an invocation gets, with what has to be done for it first. */
public sealed interface Acquired {
    List<PoolCommand> commands();

    /** An environment that has served before or was provisioned; thaw it if it is frozen. */
    record Warm(long environment, boolean frozen, List<PoolCommand> commands) implements Acquired {}

    /** An environment that one of the commands starts. */
    record Cold(long environment, List<PoolCommand> commands) implements Acquired {}

    /** The environment of whoever is done first, as a command will tell; to be given up when that takes too long. */
    record Turn(long ticket, List<PoolCommand> commands) implements Acquired {}

    /** Nothing; what was ended in the search for room is ended all the same. */
    record Refused(ThrottleReason reason, List<PoolCommand> commands) implements Acquired {}
}
