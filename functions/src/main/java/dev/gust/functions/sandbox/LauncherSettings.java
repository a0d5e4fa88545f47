package dev.gust.functions.sandbox;

import dev.gust.functions.Devices;
import dev.gust.functions.OutgoingReach;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher is told at its start, for good.
 *
 * @param directory for its socket and its empty root
 * @param code the packages
 * @param runtime seen as /var/runtime inside
 * @param packs seen as /var/packs inside
 * @param mounts further folders of the machine, by the path that they have inside
 * @param spare sandboxes made ahead
 * @param outgoing what may be reached of other machines
 * @param devices of the machine, for whoever asks
 */
public record LauncherSettings(
        Path directory,
        Path code,
        Path runtime,
        Optional<Path> packs,
        Map<String, Path> mounts,
        int gatewayPort,
        int spare,
        OutgoingReach outgoing,
        Devices devices,
        List<Profile> profiles) {
    public LauncherSettings {
        mounts = Map.copyOf(mounts);
        profiles = List.copyOf(profiles);
    }

    Path socket() {
        return directory.resolve("launcher.sock");
    }

    Profile profile(String name) {
        return profiles.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no profile " + name));
    }

    /** Where custom runtimes' requests arrive. */
    public Path runtimeApiSocket() {
        return directory.resolve("runtime-api.sock");
    }
}
