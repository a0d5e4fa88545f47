package dev.gust.functions.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a host holds of the machine: anything that may leak.
 *
 * @param processes below the launcher
 * @param launcherDescriptors open files, sockets, processes and namespaces of the launcher
 * @param descriptors open files and sockets of this process
 * @param groups cgroups of the launcher, on every hierarchy
 * @param mounts that the launcher and this process see
 * @param threads of this process, those for blocking calls left out since they come and go
 * @param launcherKilobytes of memory that the launcher and its zygotes hold
 * @param heapKilobytes of objects in use here
 */
record Footprint(
        int processes,
        int launcherDescriptors,
        int descriptors,
        int groups,
        int mounts,
        int threads,
        long launcherKilobytes,
        long heapKilobytes) {

    static Footprint now() {
        ProcessHandle launcher = launcher();
        List<ProcessHandle> processes = launcher.descendants().toList();
        long memory = Stream.concat(Stream.of(launcher), launcher.children())
                .mapToLong(process -> privateKilobytes(process.pid()))
                .sum();
        System.gc();
        return new Footprint(
                processes.size(),
                count("/proc/" + launcher.pid() + "/fd"),
                count("/proc/self/fd"),
                groups(launcher.pid()),
                lines("/proc/" + launcher.pid() + "/mountinfo") + lines("/proc/self/mountinfo"),
                (int) Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("gust-"))
                        .count(),
                memory,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024);
    }

    /** Whether nothing grew that is counted; memory is allowed some play, since allocators keep what they have. */
    boolean within(Footprint before, long kilobytesOfPlay) {
        return processes <= before.processes
                && launcherDescriptors <= before.launcherDescriptors
                && descriptors <= before.descriptors
                && groups <= before.groups
                && mounts <= before.mounts
                && threads <= before.threads
                && launcherKilobytes <= before.launcherKilobytes + kilobytesOfPlay
                && heapKilobytes <= before.heapKilobytes + kilobytesOfPlay;
    }

    static ProcessHandle launcher() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("gust-launcher"))
                .findFirst()
                .orElseThrow();
    }

    /** Of which nothing is shared with another process; none when it just ended. */
    private static long privateKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Private_Dirty:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static int groups(long launcher) {
        String parent = "gust-" + launcher + "-";
        try (Stream<Path> files = Files.find(
                Path.of("/sys/fs/cgroup"),
                6,
                (path, attributes) ->
                        attributes.isDirectory() && path.toString().contains(parent))) {
            return (int) files.count();
        } catch (IOException | UncheckedIOException e) {
            // A group went away while it was looked at: look again.
            return groups(launcher);
        }
    }

    private static int count(String folder) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return (int) lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
