package dev.gust.storage.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.folder.DataFolder;
import dev.gust.storage.segments.SegmentQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process writes and is killed (SIGKILL) at a random moment, again and again on the same folder. After each time, what
 * it had said to be acknowledged is there, whole, and what was not acknowledged is there whole or not at all.
 */
class KillTest {
    private static final int ROUNDS = Boolean.getBoolean("gust.long") ? 500 : 30;

    @TempDir
    Path folder;

    private final Randomness random = Randomness.secure();
    private final Clock clock = Clock.system();
    private final long[] verified = new long[CrashWriter.WRITERS];

    @Test
    void losesAndTearsNothingWhenKilled() throws Exception {
        Path data = folder.resolve("data");
        long acknowledgements = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            long[] acknowledged = writeAndKill(data, Duration.ofMillis(20 + random.nextInt(250)));
            try (DataFolder reopened = CrashWriter.open(data)) {
                for (int writer = 0; writer < CrashWriter.WRITERS; writer++) {
                    acknowledgements += Math.max(0, acknowledged[writer] - verified[writer]);
                    verified[writer] = verify(reopened, writer, acknowledged[writer]);
                }
            }
        }
        assertThat(acknowledgements).as("something was written at all").isGreaterThan(ROUNDS);
    }

    /** The last number of each writer that the process acknowledged before it was killed. */
    private long[] writeAndKill(Path data, Duration life) throws IOException, InterruptedException {
        // A file takes what is written although nobody reads yet, and has it still when its writer is gone.
        Path said = folder.resolve("acknowledged");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        data.toString()))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Instant deadline = clock.instant().plusSeconds(60);
            while (Files.size(said) == 0) {
                assertThat(process.isAlive()).as("the process ended by itself").isTrue();
                assertThat(clock.instant()).isBefore(deadline);
                clock.sleep(Duration.ofMillis(2));
            }
            clock.sleep(life);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return parse(Files.readString(said, StandardCharsets.US_ASCII));
    }

    // A line that the kill cut off acknowledges nothing.
    private static long[] parse(String lines) {
        long[] acknowledged = new long[CrashWriter.WRITERS];
        for (String line :
                lines.substring(0, lines.lastIndexOf('\n') + 1).lines().toList()) {
            String[] parts = line.split(" ");
            acknowledged[Integer.parseInt(parts[0])] = Long.parseLong(parts[1]);
        }
        return acknowledged;
    }

    /** Checks the writer's rows after those that were checked before, and answers the last one. */
    private long verify(DataFolder data, int writer, long acknowledged) throws IOException {
        OrderedStore store = data.store();
        long last = store.get(CrashWriter.LAST.plus(writer))
                .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                .orElse(0L);
        assertThat(last).as("acknowledged by writer %d, and lost", writer).isGreaterThanOrEqualTo(acknowledged);
        Key rows = CrashWriter.ROWS.plus(writer);
        KeyRange fresh = KeyRange.under(rows).startingAt(rows.plus(verified[writer] + 1));
        long expected = verified[writer];
        for (Page page = store.scan(Scan.of(fresh));
                ;
                page = store.scan(Scan.of(page.rest().get()))) {
            for (Entry row : page.entries()) {
                expected++;
                verifyRow(data, writer, expected, row);
            }
            if (page.rest().isEmpty()) {
                break;
            }
        }
        assertThat(expected)
                .as("rows and the number of the last are one commit")
                .isEqualTo(last);
        return last;
    }

    private static void verifyRow(DataFolder data, int writer, long number, Entry row) throws IOException {
        assertThat(row.key()).isEqualTo(CrashWriter.ROWS.plus(writer).plus(number));
        int size = 300 + (int) (number % 2_000);
        assertThat(row.value()).isEqualTo(CrashWriter.content(writer, number, size));
        assertThat(data.store().get(CrashWriter.TWINS.plus(writer).plus(number)))
                .as("torn")
                .isPresent();
        if (number % CrashWriter.BLOB_EVERY == 0) {
            Key key = CrashWriter.BLOBS.plus(writer).plus(number);
            Blob blob = data.store().get(key, Blob.CODEC).orElseThrow();
            try (InputStream content = data.blobs().read(blob)) {
                assertThat(content.readAllBytes()).isEqualTo(CrashWriter.content(writer, number, 150_000));
            }
        }
        if (number % CrashWriter.TELEMETRY_EVERY == 0) {
            boolean found = data
                    .telemetry()
                    .read(SegmentQuery.of("writer " + writer).latestFirst())
                    .records()
                    .stream()
                    .anyMatch(each -> ByteBuffer.wrap(each.content()).getLong() == number);
            assertThat(found).as("telemetry %d of writer %d", number, writer).isTrue();
        }
    }
}
