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
 */
public record SandboxOrder(
        String profile,
        Optional<Map<String, String>> variables,
        int memoryMegabytes,
        int temporaryMegabytes,
        Optional<PackageId> code,
        List<PackageId> layers,
        NetworkPolicy network) {
    public SandboxOrder {
        layers = List.copyOf(layers);
        variables = variables.map(Map::copyOf);
    }
}
