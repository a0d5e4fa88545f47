package dev.gust.storage.benchmarks;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Write;
import dev.gust.storage.embedded.EmbeddedStore;
import dev.gust.storage.embedded.EmbeddedStoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Durable commits of 1 KB beside a bare preallocated log with group fsync, alternating so that both see the same disk. Prints
 * medians over the rounds. Arguments: a folder on the disk to measure, seconds per measurement, rounds.
 */
public final class StoreBenchmark {
    private static final int VALUE_BYTES = 1024;

    private final Path folder;
    private final double seconds;
    private final int rounds;
    private final Clock clock = Clock.system();

    private StoreBenchmark(Path folder, double seconds, int rounds) {
        this.folder = folder;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws Exception {
        Path parent = Path.of(arguments.length > 0 ? arguments[0] : ".");
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 3;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Path folder = Files.createTempDirectory(parent, "store-benchmark");
        try {
            new StoreBenchmark(folder, seconds, rounds).run();
        } finally {
            remove(folder);
        }
    }

    /** One thing that is done again and again by one writer. */
    private interface Work {
        void once(int writer, long count);
    }

    private void run() throws Exception {
        ThreadFactory platform = Thread.ofPlatform().factory();
        ThreadFactory virtual = Thread.ofVirtual().factory();
        List<List<Double>> results = new ArrayList<>();
        String[] names = {
            "bare log, 16 platform threads",
            "commits, 16 platform threads",
            "commits, 256 virtual threads",
            "bare log, 256 virtual threads",
            "transactions (read, write), 256 virtual threads",
            "reads of a cached key, 16 virtual threads",
            "commits, 1 platform thread"
        };
        for (String _ : names) {
            results.add(new ArrayList<>());
        }
        openings();
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults();
        try (BareLog log = new BareLog(folder.resolve("log"));
                EmbeddedStore embedded =
                        EmbeddedStore.open(folder.resolve("store"), settings, clock, Randomness.secure())) {
            OrderedStore store = embedded.store();
            Work append = (writer, count) -> log.append(new byte[VALUE_BYTES + 40]);
            Work commit =
                    (writer, count) -> store.commit(Commit.of(Write.put(key(writer, count), new byte[VALUE_BYTES])));
            Work transaction = (writer, count) -> store.write(tx -> {
                tx.get(key(writer, count % 1000));
                tx.put(key(writer, count % 1000), new byte[VALUE_BYTES]);
            });
            Work read = (writer, count) -> store.get(key(writer, count % 1000));
            for (int round = 0; round <= rounds; round++) {
                double[] rates = {
                    rate(16, platform, append),
                    rate(16, platform, commit),
                    rate(256, virtual, commit),
                    rate(256, virtual, append),
                    rate(256, virtual, transaction),
                    rate(16, virtual, read),
                    rate(1, platform, commit)
                };
                // The first round warms up.
                for (int i = 0; round > 0 && i < rates.length; i++) {
                    results.get(i).add(rates[i]);
                }
            }
        }
        for (int i = 0; i < names.length; i++) {
            System.out.printf("%-50s %,10.0f/s%n", names[i], median(results.get(i)));
        }
        System.out.printf(
                "bare log / commits, 16 writers: %.2f; 256 virtual / 16 platform: %.2f%n",
                median(results.get(0)) / median(results.get(1)), median(results.get(2)) / median(results.get(1)));
    }

    private void openings() {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long start = clock.nanoTime();
            EmbeddedStore store = EmbeddedStore.open(
                    folder.resolve("opening"), EmbeddedStoreSettings.defaults(), clock, Randomness.secure());
            millis.add((clock.nanoTime() - start) / 1e6);
            store.store().commit(Commit.of(Write.put(Key.of("k"), new byte[VALUE_BYTES])));
            store.close();
        }
        System.out.printf(
                "open: first (class loading, native library, new) %.0f ms, then %.1f ms%n",
                millis.getFirst(), median(millis));
    }

    private double rate(int writers, ThreadFactory threads, Work work) throws InterruptedException {
        AtomicLong total = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> running = new ArrayList<>();
        long start = clock.nanoTime();
        for (int i = 0; i < writers; i++) {
            int writer = i;
            Thread thread = threads.newThread(() -> {
                long count = 0;
                while (!stop.get()) {
                    work.once(writer, count++);
                }
                total.addAndGet(count);
            });
            thread.start();
            running.add(thread);
        }
        clock.sleep(Duration.ofMillis((long) (seconds * 1000)));
        stop.set(true);
        for (Thread thread : running) {
            thread.join();
        }
        return total.get() / ((clock.nanoTime() - start) / 1e9);
    }

    private static Key key(int writer, long count) {
        return Key.of("000000000000", "us-east-1", "benchmark", "things")
                .plus(writer)
                .plus(count);
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
