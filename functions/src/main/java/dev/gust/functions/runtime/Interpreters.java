package dev.gust.functions.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds interpreters. Shims (pyenv, nvm) are resolved to what they stand for, and programs that an ordinary user can not read are passed
 * over, since functions run as ordinary users.
 */
public final class Interpreters {
    private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.\\d+(\\.\\d+)?)");
    private static final int PATIENCE_SECONDS = 10;

    private Interpreters() {}

    /** The best interpreter of the family: under /usr before others, since that is mounted anyway. */
    public static Optional<Interpreter> find(Family family) {
        if (family == Family.JAVA) {
            return JavaInstallations.newest();
        }
        for (Path candidate : candidates(family)) {
            Optional<String> version = version(candidate);
            if (version.isPresent() && usable(family, version.get())) {
                return Optional.of(new Interpreter(family, candidate, version.get()));
            }
        }
        return Optional.empty();
    }

    private static Set<Path> candidates(Family family) {
        String name = switch (family) {
            case PYTHON -> "python3";
            case NODEJS -> "node";
            case JAVA, CUSTOM -> throw new IllegalArgumentException("nobody looks for a program of " + family);
        };
        List<Path> folders = new ArrayList<>(List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin")));
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(":")) {
            folders.add(Path.of(folder));
        }
        Set<Path> found = new LinkedHashSet<>();
        for (Path folder : folders) {
            real(folder.resolve(name)).filter(Interpreters::readableByAll).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Files.isExecutable(path) ? Optional.of(path.toRealPath()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Scripts are shims: what they choose depends on who asks. */
    static boolean readableByAll(Path path) {
        try {
            for (Path at = path; at != null; at = at.getParent()) {
                int mode = (Integer) Files.getAttribute(at, "unix:mode");
                if ((mode & 1) == 0) {
                    return false;
                }
            }
            byte[] head = new byte[2];
            try (var in = Files.newInputStream(path)) {
                return in.read(head) == 2 && !(head[0] == '#' && head[1] == '!');
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean usable(Family family, String version) {
        String[] parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        return switch (family) {
            case PYTHON -> major == 3 && minor >= 8;
            case NODEJS -> major >= 16;
            case JAVA, CUSTOM -> true;
        };
    }

    private static Optional<String> version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            Matcher matcher =
                    VERSION.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
