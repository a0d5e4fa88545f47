package dev.gust.storage.crash;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.folder.DataFolder;
import dev.gust.storage.folder.DataFolderSettings;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A process that writes as fast as it can and says what was acknowledged, line by line, until it is killed: {@code writer
 * number}. Each writer goes on with the number after the last that it finds.
 */
final class CrashWriter {
    static final int WRITERS = 6;
    static final Key ROWS = Key.of("rows");
    static final Key TWINS = Key.of(KeySpace.CHURN, "twins");
    static final Key LAST = Key.of(KeySpace.CHURN, "last");
    static final Key BLOBS = Key.of("blobs of rows");
    static final int BLOB_EVERY = 40;
    static final int TELEMETRY_EVERY = 50;

    private final DataFolder folder;
    private final PrintStream out;

    private CrashWriter(DataFolder folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    static DataFolder open(Path path) {
        return DataFolder.open(
                path, DataFolderSettings.defaults().withReserveBytes(0), Clock.system(), Randomness.secure());
    }

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        CrashWriter process = new CrashWriter(open(Path.of(arguments[0])), out);
        Thread[] threads = new Thread[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            threads[i] = Thread.ofVirtual().start(() -> process.write(writer));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void write(int writer) {
        long number = folder.store()
                .get(LAST.plus(writer))
                .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                .orElse(0L);
        while (!out.checkError()) {
            number++;
            writeOne(writer, number);
            synchronized (out) {
                out.print(writer + " " + number + "\n");
                out.flush();
            }
        }
    }

    private void writeOne(int writer, long number) {
        Blob blob = number % BLOB_EVERY == 0
                ? folder.blobs().write(new ByteArrayInputStream(content(writer, number, 150_000)))
                : null;
        if (number % TELEMETRY_EVERY == 0) {
            folder.telemetry().append("writer " + writer, Clock.system().instant(), bytes(number));
            folder.telemetry().sync();
        }
        folder.store().write(tx -> {
            tx.put(ROWS.plus(writer).plus(number), content(writer, number, 300 + (int) (number % 2_000)));
            tx.put(TWINS.plus(writer).plus(number), bytes(number));
            tx.put(LAST.plus(writer), bytes(number));
            if (blob != null) {
                folder.blobs().keep(tx, blob);
                tx.put(BLOBS.plus(writer).plus(number), Blob.CODEC, blob);
            }
        });
    }

    /** What belongs to this row: its own bytes, which tell if anything of them is another's, then their checksum. */
    static byte[] content(int writer, long number, int size) {
        byte[] content = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.remaining() >= 12 + Integer.BYTES) {
            buffer.putInt(writer).putLong(number);
        }
        CRC32C crc = new CRC32C();
        crc.update(content, 0, size - Integer.BYTES);
        return buffer.putInt(size - Integer.BYTES, (int) crc.getValue()).array();
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
