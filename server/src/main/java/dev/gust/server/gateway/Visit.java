package dev.gust.server.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a request on its way, for its answer's headers and its line in the log. */
final class Visit {
    final String requestId;
    final Instant at;
    final long startNanos;
    String operation = "";
    String principal = "";

    @Nullable
    String errorCode;

    Visit(String requestId, Instant at, long startNanos) {
        this.requestId = requestId;
        this.at = at;
        this.startNanos = startNanos;
    }
}
