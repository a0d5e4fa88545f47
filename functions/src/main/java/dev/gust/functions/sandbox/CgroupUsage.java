package dev.gust.functions.sandbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads a cgroup's counters, which everybody may. Kept open, since it is read often; by files instead of channels, which would be closed
 * with the first request that loses its client while it reads.
 */
final class CgroupUsage implements AutoCloseable {
    private static final int BUFFER_BYTES = 512;

    private final RandomAccessFile memory;
    private final RandomAccessFile cpu;

    private CgroupUsage(RandomAccessFile memory, RandomAccessFile cpu) {
        this.memory = memory;
        this.cpu = cpu;
    }

    static Optional<CgroupUsage> open(Path memoryFile, Path cpuFile) {
        try {
            RandomAccessFile memory = new RandomAccessFile(memoryFile.toFile(), "r");
            try {
                return Optional.of(new CgroupUsage(memory, new RandomAccessFile(cpuFile.toFile(), "r")));
            } catch (IOException e) {
                memory.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    synchronized Optional<SandboxUsage> read() {
        try {
            String peak = text(memory);
            String statistics = text(cpu);
            long micros = 0;
            for (String line : statistics.split("\n")) {
                if (line.startsWith("usage_usec ")) {
                    micros = Long.parseLong(line.substring("usage_usec ".length()));
                }
            }
            return Optional.of(new SandboxUsage(Long.parseLong(peak.trim()), Duration.ofNanos(micros * 1000)));
        } catch (IOException | NumberFormatException e) {
            // The group is gone with its environment.
            return Optional.empty();
        }
    }

    private static String text(RandomAccessFile file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        file.seek(0);
        int count = file.read(buffer);
        return new String(buffer, 0, Math.max(0, count), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try (memory;
                cpu) {
            return;
        } catch (IOException e) {
            System.getLogger(CgroupUsage.class.getName()).log(System.Logger.Level.DEBUG, "cgroup=close", e);
        }
    }
}
