package dev.gust.functions;

import dev.gust.functions.code.PackageId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One version of a function: what to run and within which limits.
 *
 * @param name as the function sees it in its context
 * @param runtime an AWS identifier: {@code python3.12}, {@code nodejs22.x}, {@code provided.al2023}, {@code java21}
 * @param handler as the runtime reads it ({@code app.handler}); for custom runtimes passed on
 * @param code the package mounted read-only at /var/task
 * @param layers packages merged read-only at /opt, later ones over earlier ones
 * @param environment the function's variables, with endpoint, region and credentials where the caller wants them. They are
 *     read when an environment starts: a spec with the same key and newer credentials serves later environments.
 * @param devices of those that the host offers, by name
 * @param logGroup told to the function; nothing is written there
 */
public record FunctionSpec(
        FunctionKey key,
        String name,
        String runtime,
        String handler,
        PackageId code,
        List<PackageId> layers,
        Map<String, String> environment,
        int memoryMegabytes,
        Duration timeout,
        int ephemeralStorageMegabytes,
        NetworkPolicy network,
        List<String> devices,
        String logGroup) {
    public FunctionSpec {
        layers = List.copyOf(layers);
        devices = List.copyOf(devices);
        environment = Map.copyOf(environment);
        if (memoryMegabytes <= 0 || ephemeralStorageMegabytes <= 0) {
            throw new IllegalArgumentException("memory and ephemeral storage must be positive, got " + memoryMegabytes
                    + " MB and " + ephemeralStorageMegabytes + " MB");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be positive, got " + timeout);
        }
    }

    /** With AWS's defaults: 128 MB of memory, 3 seconds, 512 MB of /tmp, outgoing traffic allowed. */
    public static FunctionSpec of(FunctionKey key, String name, String runtime, String handler, PackageId code) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                List.of(),
                Map.of(),
                128,
                Duration.ofSeconds(3),
                512,
                NetworkPolicy.OUTGOING,
                List.of(),
                "/aws/lambda/" + name);
    }

    public FunctionSpec withEnvironment(Map<String, String> variables) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                layers,
                variables,
                memoryMegabytes,
                timeout,
                ephemeralStorageMegabytes,
                network,
                devices,
                logGroup);
    }

    public FunctionSpec withLimits(int memory, Duration longest, int ephemeralStorage) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                layers,
                environment,
                memory,
                longest,
                ephemeralStorage,
                network,
                devices,
                logGroup);
    }

    public FunctionSpec withLayers(List<PackageId> packages) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                packages,
                environment,
                memoryMegabytes,
                timeout,
                ephemeralStorageMegabytes,
                network,
                devices,
                logGroup);
    }

    public FunctionSpec withNetwork(NetworkPolicy policy) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                layers,
                environment,
                memoryMegabytes,
                timeout,
                ephemeralStorageMegabytes,
                policy,
                devices,
                logGroup);
    }

    public FunctionSpec withDevices(List<String> names) {
        return new FunctionSpec(
                key,
                name,
                runtime,
                handler,
                code,
                layers,
                environment,
                memoryMegabytes,
                timeout,
                ephemeralStorageMegabytes,
                network,
                names,
                logGroup);
    }
}
