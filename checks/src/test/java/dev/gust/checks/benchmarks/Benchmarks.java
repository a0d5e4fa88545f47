package dev.gust.checks.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code ./gust bench [NAME...]}. */
public final class Benchmarks {
    private static final List<Benchmark> ALL = List.of(
            new StartUpBenchmark(),
            new IdentityBenchmark(),
            new CodecBenchmark(),
            new CommitBenchmark(),
            new FunctionsBenchmark(),
            new IdleFunctionsBenchmark(),
            new LogFloodBenchmark(),
            new FirstLightBenchmark(),
            new DynamoDbBenchmark(),
            new StreamBenchmark(),
            new TableSizeBenchmark());

    private Benchmarks() {}

    public static void main(String[] names) throws Exception {
        Set<String> wanted = new LinkedHashSet<>(Arrays.asList(names));
        wanted.removeIf(
                name -> ALL.stream().anyMatch(benchmark -> benchmark.name().equals(name)));
        if (!wanted.isEmpty()) {
            System.err.println("gust: there is no benchmark named " + String.join(", ", wanted));
            ALL.forEach(benchmark -> System.err.println("  " + benchmark.name() + "  " + benchmark.description()));
            System.exit(2);
        }
        System.out.println(Runtime.getRuntime().availableProcessors() + " processors, Java " + Runtime.version());
        for (Benchmark benchmark : ALL) {
            boolean isWanted =
                    names.length == 0 ? !benchmark.isLong() : List.of(names).contains(benchmark.name());
            if (isWanted) {
                System.out.println();
                System.out.println(benchmark.name() + ": " + benchmark.description());
                benchmark.run(new Report());
            }
        }
    }
}
