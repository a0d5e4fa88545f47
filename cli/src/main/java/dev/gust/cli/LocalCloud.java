package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.cli.command.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server on this machine that outlives the command which starts it. */
final class LocalCloud {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final int LAST_CHARACTERS = 4_000;

    private LocalCloud() {}

    /** Starts a server on a data folder and returns when it is ready. What it says goes into a file in that folder. */
    static RunningServer start(Path home, Path folder, String port) {
        Clock clock = Clock.system();
        Path said = folder.resolve("server.log");
        try {
            Files.createDirectories(folder);
            // The end of the terminal is not the end of the server.
            List<String> command = List.of(
                    "/bin/sh",
                    "-c",
                    "trap '' HUP; exec \"$0\" start --port \"$1\" --data \"$2\"",
                    home.resolve("gust").toString(),
                    port,
                    folder.toString());
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            long until = clock.nanoTime() + TO_START.toNanos();
            while (process.isAlive() && clock.nanoTime() < until) {
                Optional<RunningServer> note =
                        RunningServer.read(folder).filter(server -> server.pid() == process.pid());
                if (note.isPresent()) {
                    return note.get();
                }
                clock.sleep(BETWEEN_LOOKS);
            }
            process.destroy();
            throw new CommandFailure(
                    "the cloud did not start",
                    "It said:\n" + tail(said),
                    "Mend that, or start it yourself: gust start");
        } catch (IOException e) {
            throw new CommandFailure(
                    "the cloud could not be started (" + e.getMessage() + ")",
                    "Its data folder is " + folder + ".",
                    "Name another with --data DIR.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "The cloud may be starting.", "See: gust config, gust stop");
        }
    }

    private static String tail(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(Math.max(0, text.length() - LAST_CHARACTERS)).stripTrailing();
    }
}
