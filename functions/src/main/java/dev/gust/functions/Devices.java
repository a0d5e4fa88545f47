package dev.gust.functions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Devices of the machine that an operator offers to functions, each under a name of its own. A function that asks for one sees its files
 * at the paths that they have on the machine; nobody else sees them.
 *
 * @param offered by name; a device like a GPU has several files
 */
public record Devices(Map<String, List<Path>> offered) {
    public static final Devices NONE = new Devices(Map.of());

    /** Of names, and of paths, the launcher's own bounds. */
    private static final int MOST = 16;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern PATH = Pattern.compile("/dev(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+");

    public Devices {
        offered = Map.copyOf(offered);
        List<String> problems = new ArrayList<>();
        if (offered.size() > MOST) {
            problems.add("at most " + MOST + " devices are possible, got " + offered.size());
        }
        offered.forEach((name, paths) -> {
            if (!NAME.matcher(name).matches()) {
                problems.add("not a name of a device, as in gpu=/dev/nvidia0:/dev/nvidiactl: " + name);
            }
            if (paths.isEmpty() || paths.size() > MOST) {
                problems.add("a device has one to " + MOST + " paths, " + name + " has " + paths.size());
            }
            paths.stream()
                    .filter(path -> !PATH.matcher(path.toString()).matches())
                    .forEach(path -> problems.add("not a path below /dev: " + path));
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** As in {@code gpu=/dev/nvidia0:/dev/nvidiactl,fuse=/dev/fuse}. */
    public static Devices parse(String text) {
        Map<String, List<Path>> offered = new TreeMap<>();
        for (String word : text.split(",")) {
            String device = word.strip();
            if (device.isEmpty()) {
                continue;
            }
            int equals = device.indexOf('=');
            String name = equals < 0 ? device : device.substring(0, equals);
            List<Path> paths = equals < 0
                    ? List.of()
                    : Arrays.stream(device.substring(equals + 1).split(":"))
                            .map(Path::of)
                            .toList();
            if (offered.put(name, paths) != null) {
                throw new IllegalArgumentException("the device " + name + " is there twice");
            }
        }
        return new Devices(offered);
    }

    /** Why a function can not have the device of that name. */
    Optional<String> obstacle(String name) {
        List<Path> paths = offered.get(name);
        if (paths == null) {
            return Optional.of("The device " + name + " is not offered to functions here"
                    + (offered.isEmpty()
                            ? "; none is."
                            : "; offered are " + String.join(", ", new TreeMap<>(offered).keySet()) + '.')
                    + " An operator offers devices by the setting functions.devices.");
        }
        return paths.stream()
                .filter(path -> !Files.exists(path))
                .findFirst()
                .map(path -> "The device " + name + " is not on this machine: there is no " + path + '.');
    }

    /** Why a function can not have one of these. */
    public Optional<String> obstacle(List<String> names) {
        return names.stream().map(this::obstacle).flatMap(Optional::stream).findFirst();
    }
}
