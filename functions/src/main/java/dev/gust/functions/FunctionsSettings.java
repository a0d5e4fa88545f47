package dev.gust.functions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a host runs functions.
 *
 * @param directory where packages, sockets and the launcher live; belongs to this host alone
 * @param gatewayPort the port on the machine's loopback interface that environments reach at their own
 * @param runtimePacks a folder with {@code runtimes/nodejs/node_modules} and {@code runtimes/python}, the AWS SDKs that come
 *     with the runtimes
 * @param maximumEnvironments with a function, at once
 * @param memoryBudgetMegabytes that environments may be promised together; idle ones are ended to make room
 * @param idleExpiry how long an unused environment stays
 * @param freezeAfter how long after an invocation an environment is frozen
 * @param maximumAge after which an environment serves no further invocation; bounds the age of its credentials
 * @param poolSize how many environments without a function are kept ready per runtime, at rest
 * @param outgoing what functions may reach of other machines
 * @param devices that functions may ask for
 * @param classCaches whether Java functions are run once at their deployment, up to their first event, for a cache of their classes
 * @param weakestIsolation the host refuses to start with less than this
 */
public record FunctionsSettings(
        Path directory,
        int gatewayPort,
        Optional<Path> runtimePacks,
        int maximumEnvironments,
        int memoryBudgetMegabytes,
        Duration idleExpiry,
        Duration freezeAfter,
        Duration maximumAge,
        int poolSize,
        OutgoingReach outgoing,
        Devices devices,
        boolean classCaches,
        Isolation.Level weakestIsolation) {
    public FunctionsSettings {
        List<String> problems = new ArrayList<>();
        if (gatewayPort < 1 || gatewayPort > 65535) {
            problems.add("gatewayPort must be between 1 and 65535, got " + gatewayPort);
        }
        if (maximumEnvironments < 1) {
            problems.add("maximumEnvironments must be at least 1, got " + maximumEnvironments);
        }
        if (memoryBudgetMegabytes < 128) {
            problems.add("memoryBudgetMegabytes must be at least 128, got " + memoryBudgetMegabytes);
        }
        if (idleExpiry.isNegative() || freezeAfter.isNegative() || maximumAge.isNegative()) {
            problems.add("idleExpiry, freezeAfter and maximumAge must not be negative");
        }
        if (poolSize < 0) {
            problems.add("poolSize must not be negative, got " + poolSize);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Functions' settings: " + String.join("; ", problems));
        }
    }

    /** As meant for most machines: 1,000 environments, ten minutes of idleness, any isolation there is. */
    public static FunctionsSettings of(Path directory, int gatewayPort, int memoryBudgetMegabytes) {
        return new FunctionsSettings(
                directory,
                gatewayPort,
                Optional.empty(),
                1000,
                memoryBudgetMegabytes,
                Duration.ofMinutes(10),
                Duration.ofMillis(100),
                Duration.ofHours(6),
                3,
                OutgoingReach.STANDARD,
                Devices.NONE,
                true,
                Isolation.Level.PROCESS);
    }

    public FunctionsSettings withDevices(Devices offered) {
        return new FunctionsSettings(
                directory,
                gatewayPort,
                runtimePacks,
                maximumEnvironments,
                memoryBudgetMegabytes,
                idleExpiry,
                freezeAfter,
                maximumAge,
                poolSize,
                outgoing,
                offered,
                classCaches,
                weakestIsolation);
    }
}
