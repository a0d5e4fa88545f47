package dev.gust.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who listens on a port, as far as Linux tells. */
final class PortHolder {
    private static final Path PROCESSES = Path.of("/proc");
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /** Such as {@code process 4711 (java -jar localstack.jar)}; nothing where the system does not say. */
    static Optional<String> of(int port) {
        try {
            Set<String> sockets = listeningSockets(port);
            return sockets.isEmpty() ? Optional.empty() : processWith(sockets);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Set<String> listeningSockets(int port) throws IOException {
        String hexPort = String.format(Locale.ROOT, ":%04X", port);
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = PROCESSES.resolve("net").resolve(table);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(hexPort) && fields[3].equals(LISTENING)) {
                    sockets.add("socket:[" + fields[9] + ']');
                }
            }
        }
        return sockets;
    }

    private static Optional<String> processWith(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (holdsAny(process, sockets)) {
                    String command = Files.readString(process.resolve("cmdline"))
                            .replace('\0', ' ')
                            .strip();
                    String shown = command.contains(Main.class.getName())
                            ? "a Gust server"
                            : command.length() > 120 ? command.substring(0, 120) + "..." : command;
                    return Optional.of("process " + process.getFileName() + " (" + shown + ')');
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holdsAny(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
    }
}
