package dev.gust.cli;

import dev.gust.base.instance.DataFolder;
import dev.gust.base.instance.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command talks to: the one that left its note in this data folder. */
public final class ServerOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the server's data folder (default: GUST_DATA, else the user's state folder)")
    private @Nullable Path data;

    public Path folder() {
        return data == null ? DataFolder.standard() : data.toAbsolutePath().normalize();
    }

    /** The server's note; refuses when there is none or when its process is gone. */
    public RunningServer server() {
        RunningServer server = note();
        if (ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
            throw new CommandFailure(
                    "the server on " + folder() + " is not running any more",
                    "It left a note there, but its process " + server.pid()
                            + " is gone: it was killed. Nothing that it acknowledged is lost.",
                    "Start it again with 'gust start --data " + folder() + "'.");
        }
        return server;
    }

    private RunningServer note() {
        try {
            return RunningServer.read(folder())
                    .orElseThrow(() -> new CommandFailure(
                            "no server runs on " + folder(),
                            "Commands find a server through the note that it leaves in its data folder, and there is none.",
                            "Start one with 'gust start', or name its folder with --data DIR."));
        } catch (IOException e) {
            throw new CommandFailure(
                    "the server's note in " + folder() + " cannot be read (" + e.getMessage() + ")",
                    "Without it this command knows neither the endpoint nor the token.",
                    "Run the command as the user who started the server, or name the right folder with --data DIR.");
        }
    }
}
