package dev.gust.functions.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Reads a cgroup's counters, which everybody may. Kept open, since it is read often. */
final class CgroupUsage implements AutoCloseable {
    private static final int BUFFER_BYTES = 512;

    private final FileChannel memory;
    private final FileChannel cpu;

    private CgroupUsage(FileChannel memory, FileChannel cpu) {
        this.memory = memory;
        this.cpu = cpu;
    }

    static Optional<CgroupUsage> open(Path memoryFile, Path cpuFile) {
        try {
            FileChannel memory = FileChannel.open(memoryFile, StandardOpenOption.READ);
            try {
                return Optional.of(new CgroupUsage(memory, FileChannel.open(cpuFile, StandardOpenOption.READ)));
            } catch (IOException e) {
                memory.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Optional<SandboxUsage> read() {
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

    private static String text(FileChannel file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        file.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
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
