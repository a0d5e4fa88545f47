package dev.gust.functions.runtime;

import java.nio.file.Path;

/**
 * A program found on this machine.
 *
 * @param path its real place, behind every link and shim
 * @param version as it says itself: {@code 3.11.2}
 */
public record Interpreter(Family family, Path path, String version) {
    /** The first two numbers of a Python, the first of a Node.js or a Java: what AWS's identifiers tell apart. */
    String line() {
        String[] parts = version.split("\\.");
        return family == Family.PYTHON && parts.length > 1 ? parts[0] + '.' + parts[1] : parts[0];
    }

    String describe() {
        String name = switch (family) {
            case PYTHON -> "Python ";
            case NODEJS -> "Node.js ";
            case JAVA -> "Java ";
            case CUSTOM -> "";
        };
        return name + version + " (" + path + ')';
    }
}
