package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of the machine is too much for who may have less of it. */
class MachineMemoryTest {
    @TempDir
    private Path root;

    @Test
    void withoutGroupsItIsTheMachines() throws IOException {
        assertThat(megabytes()).isEqualTo(4096);
        write("proc/meminfo", "MemTotal:       24684032 kB\nMemFree: 1 kB\n");
        assertThat(megabytes()).isEqualTo(24105);
        write("proc/self/cgroup", "4:memory:/a\n0::/\n");
        write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(megabytes()).isEqualTo(24105);
    }

    @Test
    void aGroupMayHaveLess() throws IOException {
        write("proc/meminfo", "MemTotal:       24684032 kB\n");
        write("proc/self/cgroup", "5:devices:/\n4:cpuset,memory:/a/b\n0::/\n");
        write("sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "314572800\n");
        assertThat(megabytes()).isEqualTo(300);
    }

    @Test
    void orTheOneAContainerSees() throws IOException {
        write("proc/meminfo", "MemTotal:       24684032 kB\n");
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1073741824\n");
        assertThat(megabytes()).isEqualTo(1024);
        write("proc/self/cgroup", "0::/user.slice/gust.service\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/gust.service/memory.max", "536870912\n");
        assertThat(megabytes()).isEqualTo(512);
    }

    private int megabytes() {
        return new MachineMemory(root).megabytes();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
