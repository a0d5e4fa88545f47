package dev.gust.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.queues.Claim;
import dev.gust.storage.queues.ClaimedMessage;
import dev.gust.storage.queues.Queues;
import dev.gust.storage.segments.SegmentQuery;
import dev.gust.storage.timers.Timer;
import dev.gust.storage.timers.Timers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders that released versions wrote are opened by this one. Each release adds its own:
 * {@code mvn test -pl storage -am -Dtest=KeptReleasesTest -Dsurefire.failIfNoSpecifiedTests=false -Dgust.write=0.2.0}
 */
class KeptReleasesTest {
    private static final Path KEPT = Path.of("src/test/resources/dev/gust/storage/folder/releases");
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Key BLOBS = Key.of("account", "region", "kept", "blobs");
    private static final Key QUEUE = Key.of("account", "region", "kept", "queue");
    private static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LARGE = "large ".repeat(50_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    static List<Path> releases() throws IOException {
        try (Stream<Path> files = Files.list(KEPT)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void opensWhatItWrote(Path release) throws IOException {
        Path data = temporary.resolve("data");
        unpack(release, data);
        try (DataFolder folder = open(data)) {
            for (KeySpace space : KeySpace.values()) {
                assertThat(folder.store().get(record(space)).orElseThrow().value())
                        .isEqualTo(space.name().getBytes(StandardCharsets.UTF_8));
            }
            assertThat(content(folder, "small")).isEqualTo(SMALL);
            assertThat(content(folder, "large")).isEqualTo(LARGE);
            ClaimedMessage message = new Queues(folder.store(), Clock.system())
                    .claim(QUEUE, Claim.of(1, Duration.ofMinutes(1)))
                    .getFirst();
            assertThat(message.body()).isEqualTo(SMALL);
            Timer timer = folder.store()
                    .read(reader -> new Timers().find(reader, "kept", "timer").orElseThrow());
            assertThat(timer.due()).isEqualTo(WRITTEN.plus(Duration.ofDays(36_500)));
            assertThat(folder.telemetry().read(SegmentQuery.of("kept")).records())
                    .hasSize(1);
            folder.store().write(tx -> tx.put(record(KeySpace.RECORDS), SMALL));
        }
    }

    @Test
    void thisReleaseIsKept() throws IOException {
        String wanted = System.getProperty("gust.write", "");
        if (wanted.matches("[0-9.]+")) {
            Path data = temporary.resolve("written");
            try (DataFolder folder = open(data)) {
                fill(folder);
            }
            pack(data, KEPT.resolve(wanted + ".zip"));
        }
        assertThat(releases()).isNotEmpty();
    }

    private static DataFolder open(Path data) {
        return DataFolder.open(
                data, DataFolderSettings.defaults().withReserveBytes(0), Clock.system(), Randomness.secure());
    }

    private static Key record(KeySpace space) {
        return Key.of(space, "account", "region", "kept", "record");
    }

    private static void fill(DataFolder folder) {
        Blob small = folder.blobs().write(new ByteArrayInputStream(SMALL));
        Blob large = folder.blobs().write(new ByteArrayInputStream(LARGE));
        folder.store().write(tx -> {
            for (KeySpace space : KeySpace.values()) {
                tx.put(record(space), space.name().getBytes(StandardCharsets.UTF_8));
            }
            folder.blobs().keep(tx, small);
            folder.blobs().keep(tx, large);
            tx.put(BLOBS.plus("small"), Blob.CODEC, small);
            tx.put(BLOBS.plus("large"), Blob.CODEC, large);
            new Queues(folder.store(), Clock.system()).add(tx, QUEUE, SMALL, Duration.ZERO);
            new Timers().set(tx, "kept", "timer", WRITTEN.plus(Duration.ofDays(36_500)), SMALL);
        });
        folder.telemetry().append("kept", WRITTEN, SMALL);
    }

    private static byte[] content(DataFolder folder, String name) throws IOException {
        Blob blob = Blob.CODEC.decode(
                folder.store().get(BLOBS.plus(name)).orElseThrow().value());
        try (InputStream in = folder.blobs().read(blob)) {
            return in.readAllBytes();
        }
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, in.readAllBytes());
            }
        }
    }

    private static void pack(Path folder, Path zip) throws IOException {
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }
}
