package dev.gust.services.lambda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lambda's limits. The defaults are AWS's.
 *
 * @param maximumZipBytes of an archive handed over in a request
 * @param maximumStoredZipBytes of an archive that lies in a bucket
 * @param maximumUnpackedBytes of a function's code together with its layers
 * @param concurrentExecutions of an account in a region
 * @param maximumTimeoutSeconds that a function may be given
 * @param maximumMemoryMegabytes that a function may be given
 */
public record LambdaSettings(
        long maximumZipBytes,
        long maximumStoredZipBytes,
        long maximumUnpackedBytes,
        int maximumPayloadBytes,
        int maximumEventBytes,
        int concurrentExecutions,
        int maximumTimeoutSeconds,
        int maximumMemoryMegabytes) {
    private static final int MEGABYTE = 1024 * 1024;

    public static final LambdaSettings DEFAULT = new LambdaSettings(
            50L * MEGABYTE, 250L * MEGABYTE, 250L * MEGABYTE, 6 * MEGABYTE, MEGABYTE, 1000, 900, 10_240);

    /** What AWS keeps back for functions without a reservation. */
    static final int UNRESERVED_MINIMUM = 100;

    /** AWS's limits, but for those that an operator has lifted. */
    public static LambdaSettings lifted(Duration timeout, int memoryMegabytes, long packageMegabytes) {
        long bytes = packageMegabytes * MEGABYTE;
        return new LambdaSettings(
                DEFAULT.maximumZipBytes(),
                Math.min(bytes, Integer.MAX_VALUE),
                bytes,
                DEFAULT.maximumPayloadBytes(),
                DEFAULT.maximumEventBytes(),
                DEFAULT.concurrentExecutions(),
                Math.toIntExact(timeout.toSeconds()),
                memoryMegabytes);
    }

    public LambdaSettings {
        List<String> problems = new ArrayList<>();
        if (maximumZipBytes < 1 || maximumStoredZipBytes < 1 || maximumUnpackedBytes < 1) {
            problems.add("sizes of packages must be positive");
        }
        if (maximumPayloadBytes < 1 || maximumEventBytes < 1) {
            problems.add("sizes of payloads must be positive");
        }
        if (concurrentExecutions <= UNRESERVED_MINIMUM) {
            problems.add("concurrentExecutions must be greater than " + UNRESERVED_MINIMUM);
        }
        if (maximumTimeoutSeconds < 1 || maximumMemoryMegabytes < ConfigurationRules.DEFAULT_MEMORY_MEGABYTES) {
            problems.add("the longest timeout and the most memory must not be less than the least of them");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Lambda's settings: " + String.join("; ", problems));
        }
    }
}
