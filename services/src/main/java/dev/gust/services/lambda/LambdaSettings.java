package dev.gust.services.lambda;

import java.util.ArrayList;
import java.util.List;

/**
 * Lambda's limits. The defaults are AWS's.
 *
 * @param maximumZipBytes of an archive handed over in a request
 * @param maximumStoredZipBytes of an archive that lies in a bucket
 * @param maximumUnpackedBytes of a function's code together with its layers
 * @param concurrentExecutions of an account in a region
 */
public record LambdaSettings(
        long maximumZipBytes,
        long maximumStoredZipBytes,
        long maximumUnpackedBytes,
        int maximumPayloadBytes,
        int maximumEventBytes,
        int concurrentExecutions) {
    private static final int MEGABYTE = 1024 * 1024;

    public static final LambdaSettings DEFAULT =
            new LambdaSettings(50L * MEGABYTE, 250L * MEGABYTE, 250L * MEGABYTE, 6 * MEGABYTE, MEGABYTE, 1000);

    /** What AWS keeps back for functions without a reservation. */
    static final int UNRESERVED_MINIMUM = 100;

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
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Lambda's settings: " + String.join("; ", problems));
        }
    }
}
