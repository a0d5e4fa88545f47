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
 * crash that tore the last one, and so would lose in silence whatever stands behind a flipped bit. A torn record has no other
 * behind it; where a later one begins, the earlier was on disk and acknowledged.
 *
 * <p>The format is RocksDB's: blocks of 32 KB, each beginning with a record; a record is a masked CRC-32C, a length, a type and,
 * since files are used again, the number of the log it belongs to.
 */
final class LogDamage {
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 11;
    private static final int FULL = 5;
    private static final int FIRST = 6;
    private static final int LAST = 8;
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final int number;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    /** Where the log ends as far as a reader comes; negative while it has not ended. */
    private long end = -1;

    private boolean goesOn;

    private LogDamage(Path file) {
        this.file = file;
        String name = file.getFileName().toString();
        this.number = (int) Long.parseLong(name.substring(0, name.indexOf('.')));
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
            if (damage.goesOn) {
                return Optional.of("the log " + log + " is damaged at byte " + damage.end
                        + ", and what stands behind that was acknowledged: it would be lost. Restore a backup; or give up"
                        + " what follows, knowingly: truncate -s " + damage.end + " " + log);
            }
        }
        return Optional.empty();
    }

    private void read() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long start = 0; start < channel.size() && !goesOn; start += BLOCK) {
                block.clear();
                while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                    // A read may bring less than was asked for.
                }
                block.flip();
                look(start);
            }
        }
    }

    private void look(long start) {
        boolean behind = end >= 0;
        int at = 0;
        for (int length = length(at); length >= 0 && !(behind && begins(at)); length = length(at)) {
            at += HEADER + length;
        }
        if (behind) {
            goesOn = begins(at);
        } else if (at + HEADER <= block.limit()) {
            end = start + at;
            // Nothing says any more where the next record of this block begins.
            for (at++; at + HEADER <= block.limit() && !goesOn; at++) {
                goesOn = begins(at);
            }
        }
    }

    /** Whether a batch of this log begins here. */
    private boolean begins(int at) {
        return length(at) >= 0 && (type(at) == FULL || type(at) == FIRST);
    }

    private int type(int at) {
        return block.get(at + 6) & 0xFF;
    }

    /** The length of this log's record here; negative where there is none. */
    private int length(int at) {
        if (at + HEADER > block.limit()) {
            return -1;
        }
        int length = block.getShort(at + 4) & 0xFFFF;
        boolean fits = type(at) >= FULL
                && type(at) <= LAST
                && block.getInt(at + 7) == number
                && at + HEADER + length <= block.limit();
        if (!fits) {
            return -1;
        }
        CRC32C sum = new CRC32C();
        sum.update(block.array(), at + 6, HEADER - 6 + length);
        int crc = (int) sum.getValue();
        return block.getInt(at) == ((crc >>> 15) | (crc << 17)) + MASK ? length : -1;
    }
}
