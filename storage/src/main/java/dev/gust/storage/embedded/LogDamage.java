package dev.gust.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Finds damage in the midst of a log. RocksDB takes the first record that does not check out for the end, as it must after a
 * crash that tore what was being written, and so would lose in silence whatever stands behind a flipped bit.
 *
 * <p>What a crash left is told from damage by what later batches say: each begins with the number of the last write that was on disk when
 * it was made. Where that is not before the first missing write, the missing was on disk and acknowledged. Batches behind a tear that say
 * nothing of the kind were never promised to anybody: the machine may keep a later page of them and lose an earlier one.
 *
 * <p>The format is RocksDB's: blocks of 32 KB, each beginning with a record; a record is a masked CRC-32C, a length, a type and,
 * since files are used again, the number of the log it belongs to. A batch begins with the number of its first write and their count.
 */
final class LogDamage {
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 11;
    private static final int FULL = 5;
    private static final int FIRST = 6;
    private static final int LAST = 8;
    private static final int MASK = 0xa282ead8;

    /** Number and count of a batch, then RocksDB's mark of data for the log alone, and its length. */
    private static final int BATCH_HEADER = 12;

    private static final byte LOG_DATA = 3;

    private final Path file;
    private final int number;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    /** Where the log ends as far as a reader comes; negative while it has not ended. */
    private long end = -1;

    /** The number of the write that must come next; negative where no batch has told. */
    private long next = -1;

    private long nextAfterLast = -1;
    private boolean proven;

    private LogDamage(Path file) {
        this.file = file;
        String name = file.getFileName().toString();
        this.number = (int) Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    /** What every batch begins with in the log, and nowhere else: the last write that is on disk. */
    static byte[] mark(long synced) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(synced)
                .array();
    }

    /** What is wrong with the logs of a store that is not open, if anything is. */
    static Optional<String> in(Path folder) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
                    .toList();
        }
        for (Path log : logs) {
            LogDamage damage = new LogDamage(log);
            damage.read();
            if (damage.proven) {
                return Optional.of("the log " + log + " is damaged at byte " + damage.end
                        + ", and what stands behind that was acknowledged: it would be lost. Restore a backup; or give up"
                        + " what follows, knowingly: truncate -s " + damage.end + " " + log);
            }
        }
        return Optional.empty();
    }

    private void read() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long start = 0; start < channel.size() && !proven; start += BLOCK) {
                // Behind the end a file that was used before is full of another log's records: their heads say so.
                if (end < 0 || (read(channel, start, HEADER) && isOfThisLog(0))) {
                    read(channel, start, BLOCK);
                    look(start);
                }
            }
        }
    }

    private boolean read(FileChannel channel, long start, int bytes) throws IOException {
        block.clear().limit(bytes);
        while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
            // A read may bring less than was asked for.
        }
        block.flip();
        return block.limit() == bytes;
    }

    private void look(long start) {
        int at = 0;
        for (int length = length(at); length >= 0; length = length(at)) {
            take(at, length);
            at += HEADER + length;
        }
        if (end < 0 && at + HEADER <= block.limit()) {
            end = start + at;
            // Nothing says any more where the next record of this block begins.
            while (++at + HEADER <= block.limit()) {
                int length = length(at);
                if (length >= 0) {
                    take(at, length);
                    at += HEADER + length - 1;
                }
            }
        }
    }

    private void take(int at, int length) {
        boolean begins = (type(at) == FULL || type(at) == FIRST) && length >= BATCH_HEADER;
        int batch = at + HEADER;
        if (end < 0) {
            nextAfterLast = begins ? block.getLong(batch) + block.getInt(batch + 8) : nextAfterLast;
            next = type(at) == FULL || type(at) == LAST ? nextAfterLast : next;
        } else if (begins) {
            next = next < 0 ? block.getLong(batch) : next;
            proven |= synced(batch, length) >= next;
        }
    }

    /** What the batch says was on disk before it; negative if it says nothing. */
    private long synced(int batch, int length) {
        boolean says = length >= BATCH_HEADER + 2 + Long.BYTES
                && block.get(batch + BATCH_HEADER) == LOG_DATA
                && block.get(batch + BATCH_HEADER + 1) == Long.BYTES;
        return says ? block.getLong(batch + BATCH_HEADER + 2) : -1;
    }

    private int type(int at) {
        return block.get(at + 6) & 0xFF;
    }

    private boolean isOfThisLog(int at) {
        return type(at) >= FULL && type(at) <= LAST && block.getInt(at + 7) == number;
    }

    /** The length of this log's record here; negative where there is none. */
    private int length(int at) {
        if (at + HEADER > block.limit() || !isOfThisLog(at)) {
            return -1;
        }
        int length = block.getShort(at + 4) & 0xFFFF;
        if (at + HEADER + length > block.limit()) {
            return -1;
        }
        CRC32C sum = new CRC32C();
        sum.update(block.array(), at + 6, HEADER - 6 + length);
        int crc = (int) sum.getValue();
        return block.getInt(at) == ((crc >>> 15) | (crc << 17)) + MASK ? length : -1;
    }
}
