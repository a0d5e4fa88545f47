package dev.gust.services.ports.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One version of a function, as far as running it goes. Environments are kept for (function, version, revision).
 *
 * @param functionArn without a qualifier
 * @param version {@code $LATEST} or a number
 * @param revision different for each change of code or configuration
 * @param code id of its package
 * @param layers ids of their packages, later ones over earlier ones
 * @param devices names of those of the machine that the function is given
 * @param environment everything the function sees, credentials included
 */
public record RunnableVersion(
        String functionArn,
        String version,
        String revision,
        String name,
        String runtime,
        String handler,
        String code,
        List<String> layers,
        Map<String, String> environment,
        int memoryMegabytes,
        Duration timeout,
        int ephemeralStorageMegabytes,
        boolean outgoingNetwork,
        List<String> devices,
        String logGroup) {
    public RunnableVersion {
        layers = List.copyOf(layers);
        devices = List.copyOf(devices);
        environment = Map.copyOf(environment);
    }
}
