package dev.gust.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How much memory there is for this process and what it starts: the machine's, or less where a control group says so. */
final class MachineMemory {
    private static final int UNKNOWN_MEGABYTES = 4096;
    /** What lies above the memory of any machine is how version 1 says that there is no limit. */
    private static final long NO_LIMIT = 1L << 50;

    private final Path root;

    /** @param root the machine's, which tests replace */
    MachineMemory(Path root) {
        this.root = root;
    }

    int megabytes() {
        long most = Math.min(total(), limit());
        return most == NO_LIMIT ? UNKNOWN_MEGABYTES : (int) (most >> 20);
    }

    private long total() {
        for (String line : lines("proc/meminfo")) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        // Not a Linux.
        return NO_LIMIT;
    }

    /** The smallest of this process's group and those above it, on either kind of hierarchy. */
    private long limit() {
        long least = NO_LIMIT;
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = Math.min(least, limitOf("sys/fs/cgroup", parts[2], "memory.max"));
            } else if (List.of(parts[1].split(",")).contains("memory")) {
                least = Math.min(least, limitOf("sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes"));
            }
        }
        return least;
    }

    private long limitOf(String hierarchy, String group, String file) {
        long least = NO_LIMIT;
        for (String path = group; ; path = path.substring(0, path.lastIndexOf('/'))) {
            least = Math.min(
                    least,
                    lines(hierarchy + path + '/' + file).stream()
                            .map(MachineMemory::number)
                            .filter(OptionalLong::isPresent)
                            .mapToLong(OptionalLong::getAsLong)
                            .findFirst()
                            .orElse(NO_LIMIT));
            if (path.lastIndexOf('/') < 0) {
                return least;
            }
        }
    }

    private static OptionalLong number(String line) {
        return line.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(line)) : OptionalLong.empty();
    }

    private List<String> lines(String path) {
        Path file = root.resolve(path);
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            // A group that went in this moment limits nothing.
            return List.of();
        }
    }
}
