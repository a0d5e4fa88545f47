package dev.gust.services.ports.usage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what invocations used. Implemented over the segments that the sink writes. */
public interface UsageReader {
    /**
     * Usage of an account in a region, in the order in which it was recorded.
     *
     * @param from the first time that counts
     * @param to the first time that no longer counts
     * @param after where an earlier page ended; empty begins
     */
    Page read(String account, String region, Instant from, Instant to, Optional<String> after, int limit);

    /**
     * One page.
     *
     * @param next where to go on; empty when this was all, for now
     */
    record Page(List<InvocationUsage> usage, Optional<String> next) {
        public Page {
            usage = List.copyOf(usage);
        }
    }
}
