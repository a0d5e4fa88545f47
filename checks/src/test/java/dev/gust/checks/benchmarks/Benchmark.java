package dev.gust.checks.benchmarks;

/** Something measured, by the name that {@code ./gust bench NAME} calls it. */
interface Benchmark {
    String name();

    /** What is measured and how, in one line. */
    String description();

    /** Whether it takes so long that it runs only when it is named. */
    default boolean isLong() {
        return false;
    }

    void run(Report report) throws Exception;
}
