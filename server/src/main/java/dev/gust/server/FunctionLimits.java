package dev.gust.server;

import dev.gust.base.settings.SettingsReader;
import dev.gust.services.lambda.LambdaSettings;
import java.time.Duration;

/** What of AWS's limits an operator lifts: the machine is his. */
final class FunctionLimits {
    private static final int LONGEST_DAYS = 7;

    private FunctionLimits() {}

    static LambdaSettings from(SettingsReader settings) {
        Duration timeout = settings.duration(
                "lambda.timeout",
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofDays(LONGEST_DAYS),
                "The longest timeout that a function may be given; AWS's is 15 minutes.");
        int memory = settings.number(
                "lambda.memory",
                10_240,
                128,
                32_768,
                "The most megabytes of memory that a function may be given; AWS's are 10240.");
        int unpacked = settings.number(
                "lambda.package",
                250,
                1,
                100_000,
                "The most megabytes of a package when it is unpacked; AWS's are 250. Archives in buckets may be as large, up to 2 GB.");
        return LambdaSettings.lifted(timeout, memory, unpacked);
    }
}
