package dev.gust.functions.sandbox;

import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.code.PackageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sandbox is to be.
 *
 * @param profile which program
 * @param variables to start the program with; empty when it learns them from its channel
 * @param code mounted at /var/task; empty for a sandbox that waits for a function
 * @param devices by name
 * @param extensions whether the programs at /opt/extensions are started before it
 * @param classes what was prepared for the function's Java, seen at /var/classes
 * @param background whether it yields the processor to all others
 */
public record SandboxOrder(
        String profile,
        Optional<Map<String, String>> variables,
        int memoryMegabytes,
        int temporaryMegabytes,
        Optional<PackageId> code,
        List<PackageId> layers,
        NetworkPolicy network,
        List<String> devices,
        boolean extensions,
        Optional<PackageId> classes,
        boolean background) {
    /** In a program's arguments, what its {@link #heapMegabytes} stands for. */
    public static final String HEAP = "{heap}";

    private static final int OWN_MEGABYTES = 56;
    private static final int SMALLEST_HEAP_MEGABYTES = 32;

    public SandboxOrder {
        layers = List.copyOf(layers);
        devices = List.copyOf(devices);
        variables = variables.map(Map::copyOf);
    }

    /** A script that the program is started by, as its variables say. A custom runtime is its own. */
    Optional<String> wrapper() {
        return variables.map(all -> all.get("AWS_LAMBDA_EXEC_WRAPPER")).filter(_ -> !profile.equals("custom"));
    }

    /** For programs that manage a heap: what is left of the memory beside what such a program itself takes. */
    int heapMegabytes() {
        return Math.max(SMALLEST_HEAP_MEGABYTES, memoryMegabytes - Math.max(memoryMegabytes / 5, OWN_MEGABYTES));
    }
}
