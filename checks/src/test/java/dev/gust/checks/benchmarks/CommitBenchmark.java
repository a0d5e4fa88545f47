package dev.gust.checks.benchmarks;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Write;
import dev.gust.storage.embedded.EmbeddedStore;
import dev.gust.storage.embedded.EmbeddedStoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Commits of 1 KB, each acknowledged once it is on disk; a bare log is measured in turn with the store, on the same disk. */
final class CommitBenchmark implements Benchmark {
    private static final int VALUE_BYTES = 1024;
    private static final int ROUNDS = 3;
    private static final Duration MEASURED = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "commits";
    }

    @Override
    public String description() {
        return "durable commits of 1 KB through the store, beside a bare preallocated log with group fsync";
    }

    @Override
    public void run(Report report) throws Exception {
        double[] log = new double[ROUNDS];
        double[] few = new double[ROUNDS];
        double[] many = new double[ROUNDS];
        try (Scratch scratch = Scratch.create()) {
            for (int round = 0; round < ROUNDS; round++) {
                log[round] = bareLog(scratch.folder("log" + round));
                few[round] = store(
                        scratch.folder("few" + round), 16, Thread.ofPlatform().factory());
                many[round] = store(
                        scratch.folder("many" + round), 256, Thread.ofVirtual().factory());
            }
        }
        report.rate("store, 16 writers", Report.median(few), "promised: at least 25,000");
        report.rate("store, 256 virtual threads", Report.median(many), "promised: no fewer than 16 writers");
        report.rate("bare log, 16 writers", Report.median(log), "");
        report.say(String.format(
                "bare log / store: %.2f (promised: at most 1.6)", Report.median(log) / Report.median(few)));
    }

    private static double store(Path folder, int writers, ThreadFactory threads) throws Exception {
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults().withReserveBytes(0);
        try (EmbeddedStore embedded = EmbeddedStore.open(folder, settings, Clock.system(), Randomness.secure())) {
            OrderedStore store = embedded.store();
            return Load.rate(writers, threads, MEASURED, (writer, turn) -> {
                byte[] value = new byte[VALUE_BYTES];
                value[0] = (byte) turn;
                store.commit(Commit.of(Write.put(Key.of("bench").plus(writer).plus(turn), value)));
            });
        }
    }

    private static double bareLog(Path folder) throws Exception {
        try (BareLog log = new BareLog(folder.resolve("log"))) {
            return Load.rate(16, Thread.ofPlatform().factory(), MEASURED, (writer, turn) -> {
                byte[] record = new byte[VALUE_BYTES];
                record[0] = (byte) turn;
                log.append(record);
            });
        }
    }
}
