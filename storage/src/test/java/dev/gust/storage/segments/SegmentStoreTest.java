package dev.gust.storage.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.ManualClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final SegmentSettings SMALL = new SegmentSettings(200_000, 20_000, Duration.ofHours(1), 1_000_000);

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(START);
    private SegmentStore store;

    @BeforeEach
    void open() {
        store = new SegmentStore(folder, SMALL, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void readsAStreamInOrderAtOnce() {
        append("a", 1, "one");
        append("b", 1, "other");
        append("a", 2, "two");

        assertThat(texts(SegmentQuery.of("a"))).containsExactly("one", "two");
        append("a", 1, "three, with an earlier time");
        assertThat(texts(SegmentQuery.of("a"))).containsExactly("one", "two", "three, with an earlier time");
        assertThat(texts(SegmentQuery.of("a").latestFirst()))
                .containsExactly("three, with an earlier time", "two", "one");
        assertThat(texts(SegmentQuery.of("c"))).isEmpty();
    }

    @Test
    void readsATimeRange() {
        for (int i = 0; i < 10; i++) {
            append("a", i, "r" + i);
        }
        assertThat(texts(SegmentQuery.of("a").between(START.plusSeconds(3), START.plusSeconds(6))))
                .containsExactly("r3", "r4", "r5");
    }

    @Test
    void goesOnBeyondAPositionBothWays() {
        for (int i = 0; i < 500; i++) {
            append("a", i, "record " + i + " " + "x".repeat(i % 100));
            if (i % 7 == 0) {
                store.tick();
            }
        }
        assertThat(store.statistics().segments()).isGreaterThan(1);
        for (boolean backward : new boolean[] {false, true}) {
            List<String> all = new ArrayList<>();
            SegmentQuery query = SegmentQuery.of("a").limit(13);
            query = backward ? query.latestFirst() : query;
            SegmentPage page = store.read(query);
            while (!page.records().isEmpty()) {
                page.records().forEach(each -> all.add(text(each).split(" ")[1]));
                SegmentPosition last = page.records().getLast().position();
                page = store.read(query.beyond(SegmentPosition.ofText(last.toText())));
            }
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                expected.add(Integer.toString(backward ? 499 - i : i));
            }
            assertThat(all).isEqualTo(expected);
        }
    }

    @Test
    void keepsEverythingAcrossReopening() {
        append("a", 1, "one");
        store.close();
        open();
        append("a", 2, "two");
        assertThat(texts(SegmentQuery.of("a"))).containsExactly("one", "two");
    }

    @Test
    void whatWasSyncedSurvivesATornEnd() throws IOException {
        for (int i = 0; i < 20; i++) {
            append("a", i, "record " + i);
            store.sync();
        }
        Path file = folder.resolve(Segment.name(1));
        long length = Files.size(file);
        long block = length / 20 - 1;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length - block / 2);
        }
        open();
        assertThat(texts(SegmentQuery.of("a"))).hasSize(19).last().isEqualTo("record 18");
        append("a", 30, "goes on");
        assertThat(texts(SegmentQuery.of("a"))).hasSize(20);
    }

    @Test
    void theOldestGoBeyondTheQuotaAndAreCounted() {
        for (int i = 0; i < 4_000; i++) {
            append("a", i, "record " + i + " " + "x".repeat(200));
            if (i % 10 == 0) {
                store.tick();
            }
        }
        store.tick();

        SegmentStatistics statistics = store.statistics();
        assertThat(statistics.bytes()).isBetween(100_000L, SMALL.quotaBytes() + SMALL.segmentBytes());
        assertThat(statistics.evictedSegments()).isPositive();
        assertThat(statistics.evictedBytes()).isGreaterThan(500_000);
        assertThat(statistics.lostRecords()).isZero();
        List<String> left = texts(SegmentQuery.of("a").maxBytes(10_000_000));
        assertThat(left.getLast()).startsWith("record 3999");
        assertThat(left).hasSizeBetween(400, 1_000);
    }

    @Test
    void whatNobodyKeepsGivesItsRoomBackAndPositionsStay() throws IOException {
        for (int i = 0; i < 300; i++) {
            append("short", i, "gone " + "x".repeat(500));
            append("long", i, "stays " + i);
            store.tick();
        }
        SegmentPage before = store.read(SegmentQuery.of("long").limit(250).maxBytes(10_000_000));
        SegmentPosition middle = before.records().getLast().position();
        long bytes = store.statistics().bytes();

        Set<String> left = store.reclaim(
                stream -> stream.equals("short") ? Optional.of(START.plusSeconds(1_000)) : Optional.empty());

        assertThat(left).contains("long");
        assertThat(store.statistics().bytes()).isLessThan(bytes / 2);
        assertThat(texts(SegmentQuery.of("long").maxBytes(10_000_000))).hasSize(300);
        assertThat(texts(SegmentQuery.of("long").beyond(middle).maxBytes(10_000_000)))
                .hasSize(50)
                .first()
                .isEqualTo("stays 250");
        store.close();
        Files.createFile(folder.resolve(Segment.name(1) + Segment.UNFINISHED));
        open();
        assertThat(folder.resolve(Segment.name(1) + Segment.UNFINISHED)).doesNotExist();
        assertThat(texts(SegmentQuery.of("long").beyond(middle).maxBytes(10_000_000)))
                .hasSize(50);
        // Only what lay in the last file is still there.
        assertThat(texts(SegmentQuery.of("short").maxBytes(10_000_000))).hasSizeLessThan(100);
    }

    @Test
    void aFileOfWhichNothingIsKeptGoes() {
        for (int i = 0; i < 300; i++) {
            append("a", i, "record " + "x".repeat(500));
            store.tick();
        }
        int files = store.statistics().segments();
        assertThat(files).isGreaterThan(3);

        store.reclaim(stream -> Optional.of(START.plusSeconds(1_000)));

        assertThat(store.statistics().segments()).isEqualTo(1);
        append("a", 400, "goes on");
        assertThat(texts(SegmentQuery.of("a").latestFirst()).getFirst()).isEqualTo("goes on");
    }

    @Test
    void segmentsEndWithTime() {
        append("a", 1, "one");
        store.tick();
        clock.advance(SMALL.segmentTime());
        append("a", 2, "two");
        store.tick();
        assertThat(store.statistics().segments()).isEqualTo(2);
    }

    /** A request's thread is interrupted when its client has gone, and it may be the one that writes for all. */
    @Test
    void anInterruptedWriterLosesNothing() {
        Thread.currentThread().interrupt();
        append("a", 0, "first");
        store.sync();
        append("a", 1, "second");
        store.tick();
        assertThat(Thread.interrupted()).isTrue();
        append("a", 2, "third");
        store.sync();
        assertThat(texts(SegmentQuery.of("a"))).containsExactly("first", "second", "third");
        assertThat(store.statistics().lostRecords()).isZero();
    }

    @Test
    void countsWhatItCannotWrite() throws IOException {
        Files.delete(folder);
        append("a", 1, "one");
        store.tick();
        assertThat(store.statistics().lostRecords()).isOne();
        Files.createDirectories(folder);
        append("a", 2, "two");
        assertThat(texts(SegmentQuery.of("a"))).containsExactly("two");
    }

    @Test
    void sealedFilesHoldAllThatWasAppended() throws IOException {
        append("a", 1, "one");
        List<Path> files = store.sealedFiles();
        append("a", 2, "two");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (Path file : files) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        try (SegmentStore copied = new SegmentStore(copy, SMALL, clock)) {
            assertThat(copied.read(SegmentQuery.of("a")).records()).hasSize(1);
        }
        assertThat(texts(SegmentQuery.of("a"))).containsExactly("one", "two");
    }

    private void append(String stream, int seconds, String text) {
        store.append(stream, START.plusSeconds(seconds), text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> texts(SegmentQuery query) {
        return store.read(query).records().stream().map(SegmentStoreTest::text).toList();
    }

    private static String text(SegmentRecord segmentRecord) {
        return new String(segmentRecord.content(), StandardCharsets.UTF_8);
    }
}
