package dev.gust.checks.benchmarks;

/** Something measured, by the name that {@code ./gust bench NAME} calls it. */
interface Benchmark {
    String name();

    /** What is measured and how, in one line. */
    String description();

    void run(Report report) throws Exception;
}
