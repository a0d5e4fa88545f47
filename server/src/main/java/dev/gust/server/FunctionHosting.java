package dev.gust.server;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.settings.SettingsReader;
import dev.gust.functions.Devices;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Isolation;
import dev.gust.functions.OutgoingReach;
import java.io.IOException;
import java.nio.file.Files;
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
 */
public record FunctionHosting(
        int memoryMegabytes,
        int environments,
        int poolSize,
        Duration idleExpiry,
        OutgoingReach outgoing,
        Devices devices,
        Isolation.Level weakestIsolation) {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int UNKNOWN_MEGABYTES = 4096;

    static FunctionHosting from(SettingsReader settings) {
        int memory = settings.number(
                "functions.memory",
                0,
                0,
                1024 * 1024,
                "Megabytes of memory for all functions together; 0 is half of the machine's.");
        return new FunctionHosting(
                memory == 0 ? machineMegabytes() / 2 : memory,
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
                weakestIsolation);
    }

    private static int machineMegabytes() {
        try {
            for (String line : Files.readAllLines(MEMORY)) {
                if (line.startsWith("MemTotal:")) {
                    return (int) (Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
                }
            }
        } catch (IOException e) {
            // Not a Linux: the default below is cautious.
            return UNKNOWN_MEGABYTES;
        }
        return UNKNOWN_MEGABYTES;
    }
}
