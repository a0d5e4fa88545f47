package dev.gust.checks.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Prints measurements as they come, each beside what SPECIFICATION.md promises. */
final class Report {
    void say(String text) {
        System.out.println("  " + text);
    }

    /** Events a second. */
    void rate(String what, double perSecond, String promise) {
        say(String.format(Locale.ROOT, "%-52s %,12.0f /s   %s", what, perSecond, promise));
    }

    void milliseconds(String what, double value, String promise) {
        say(String.format(Locale.ROOT, "%-52s %,12.1f ms   %s", what, value, promise));
    }

    /** The middle and the last hundredth of many. */
    void percentiles(String what, double[] milliseconds, String promise) {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        say(String.format(
                Locale.ROOT,
                "%-52s %7.2f /%7.2f ms   %s",
                what,
                sorted[sorted.length / 2],
                sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)],
                promise));
    }

    void megabytes(String what, double value, String promise) {
        say(String.format(Locale.ROOT, "%-52s %,12.0f MB   %s", what, value, promise));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
