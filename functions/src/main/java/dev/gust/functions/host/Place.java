package dev.gust.functions.host;

import dev.gust.functions.InvocationResult.ThrottleReason;

/** What became of asking for an environment. */
sealed interface Place {
    record Found(LiveEnvironment environment, boolean cold) implements Place {}

    record NoRoom(ThrottleReason reason) implements Place {}
}
