package dev.gust.functions.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Javas of this machine. Functions written for an older one run on the newest: Java keeps what it could. A runtime cut down to what a
 * program needs (as Gust's own package may hold) is passed over, since a function may need any part.
 */
public final class JavaInstallations {
    /** Where one outside of /usr is shown inside environments. */
    private static final Path INSIDE = Path.of("/var/lang/java");

    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"((\\d+)[^\"]*)\"");
    private static final List<String> NEEDED = List.of("java.sql", "java.net.http", "java.desktop", "jdk.unsupported");

    private JavaInstallations() {}

    static Optional<Interpreter> newest() {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        for (String variable : List.of("JAVA_HOME", "GUST_JAVA_HOME")) {
            Optional.ofNullable(System.getenv(variable)).map(Path::of).ifPresent(homes::add);
        }
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            installed.sorted().forEach(homes::add);
        } catch (IOException e) {
            System.getLogger(JavaInstallations.class.getName())
                    .log(System.Logger.Level.DEBUG, "java=none_in_usr_lib_jvm");
        }
        return homes.stream()
                .flatMap(home -> installation(home).stream())
                .max(Comparator.comparingInt((Interpreter java) -> Integer.parseInt(java.line()))
                        .thenComparing(java -> java.path().startsWith("/usr")));
    }

    /** The home that functions see. */
    static Path inside(Interpreter java) {
        Path home = home(java);
        return home.startsWith("/usr") ? home : INSIDE;
    }

    /** The program as functions start it. */
    public static Path program(Interpreter java) {
        return inside(java).resolve("bin/java");
    }

    /** What has to be shown inside besides /usr: the installation itself, and Debian's configuration of it. */
    public static Map<String, Path> mounts(Interpreter java) {
        Map<String, Path> mounts = new LinkedHashMap<>();
        Path home = home(java);
        if (!home.startsWith("/usr")) {
            mounts.put(INSIDE.toString(), home);
        }
        Path configuration = Path.of("/etc/java-" + java.line() + "-openjdk");
        if (Files.isDirectory(configuration)) {
            mounts.put(configuration.toString(), configuration);
        }
        return mounts;
    }

    private static Path home(Interpreter java) {
        return java.path().resolve("../..").normalize();
    }

    private static Optional<Interpreter> installation(Path candidate) {
        try {
            Path program = candidate.resolve("bin/java").toRealPath();
            String release = Files.readString(program.resolve("../../release").normalize());
            Matcher version = VERSION.matcher(release);
            boolean whole = NEEDED.stream().allMatch(release::contains);
            if (!version.find() || !whole || Integer.parseInt(version.group(2)) < OLDEST) {
                return Optional.empty();
            }
            return Interpreters.readableByAll(program)
                    ? Optional.of(new Interpreter(Family.JAVA, program, version.group(1)))
                    : Optional.empty();
        } catch (IOException e) {
            // Not an installation.
            return Optional.empty();
        }
    }
}
