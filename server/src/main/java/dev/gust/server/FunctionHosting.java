package dev.gust.server;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.settings.SettingsReader;
import dev.gust.functions.Devices;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Isolation;
import dev.gust.functions.OutgoingReach;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How much of the machine functions may have.
 *
 * @param memoryMegabytes for all environments together
 * @param environments with a function, at once
 * @param poolSize environments without a function that are kept ready per runtime
 * @param outgoing what functions may reach of other machines
 * @param devices that functions may ask for
 * @param classCaches whether Java functions are run once ahead for a cache of their classes
 */
public record FunctionHosting(
        int memoryMegabytes,
        int environments,
        int poolSize,
        Duration idleExpiry,
        OutgoingReach outgoing,
        Devices devices,
        boolean classCaches,
        Isolation.Level weakestIsolation) {
    private static final int LEAST_MEGABYTES = 128;

    static FunctionHosting from(SettingsReader settings) {
        int memory = settings.number(
                "functions.memory",
                0,
                0,
                1024 * 1024,
                "Megabytes of memory for all functions together; 0 is half of the machine's, or of what this server may have of it.");
        return new FunctionHosting(
                Math.max(LEAST_MEGABYTES, memory == 0 ? new MachineMemory(Path.of("/")).megabytes() / 2 : memory),
                settings.number("functions.environments", 1000, 1, 100_000, "Environments of functions at once."),
                settings.number(
                        "functions.pool",
                        3,
                        0,
                        1000,
                        "Environments kept ready per runtime before a function is called."),
                settings.duration(
                        "functions.idle",
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(1),
                        Duration.ofDays(7),
                        "How long an unused environment of a function stays."),
                outgoing(settings),
                devices(settings),
                settings.flag(
                        "functions.class-caches",
                        true,
                        "Whether Java functions that load many classes are run at their deployment, up to their first event, for a cache from which they start."),
                settings.choice(
                        "functions.isolation",
                        Isolation.Level.class,
                        Isolation.Level.PROCESS,
                        "The weakest isolation that functions may run with; with less none are run."));
    }

    private static OutgoingReach outgoing(SettingsReader settings) {
        OutgoingReach standard = OutgoingReach.STANDARD;
        String denied = settings.text(
                "functions.denied",
                String.join(",", standard.denied()),
                "Ranges of addresses that functions may not reach, separated by commas; this machine's own are always among them.");
        String allowed = settings.text(
                "functions.allowed",
                "",
                "Ranges of addresses that functions may reach all the same: a database in the private network, this machine's own.");
        String nameservers = settings.text(
                "functions.nameservers", "", "Who is asked for names by functions; empty: whom this machine asks.");
        try {
            return new OutgoingReach(words(denied), words(allowed), words(nameservers));
        } catch (IllegalArgumentException e) {
            settings.refuse("functions.denied, functions.allowed and functions.nameservers: " + e.getMessage());
            return standard;
        }
    }

    private static Devices devices(SettingsReader settings) {
        String text = settings.text(
                "functions.devices",
                "",
                "Devices that functions may ask for in GUST_DEVICES, by a name: gpu=/dev/nvidia0:/dev/nvidiactl,fuse=/dev/fuse.");
        try {
            return Devices.parse(text);
        } catch (IllegalArgumentException e) {
            settings.refuse("functions.devices: " + e.getMessage());
            return Devices.NONE;
        }
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    FunctionsSettings on(Path dataFolder, int gatewayPort) {
        return new FunctionsSettings(
                dataFolder.resolve("functions"),
                gatewayPort,
                Optional.of(CacheFolder.standard()),
                environments,
                memoryMegabytes,
                idleExpiry,
                Duration.ofMillis(100),
                Duration.ofHours(6),
                poolSize,
                outgoing,
                devices,
                classCaches,
                weakestIsolation);
    }
}
