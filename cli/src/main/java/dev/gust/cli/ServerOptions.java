package dev.gust.cli;

import dev.gust.base.instance.DataFolder;
import dev.gust.base.instance.RunningServer;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which server a command talks to: the one that left its note in this data folder. */
final class ServerOptions {
    private final Option data;

    ServerOptions(Command command) {
        this.data = command.option(
                "--data", "DIR", "the server's data folder (default: GUST_DATA, else the user's state folder)");
    }

    Path folder() {
        return data.text()
                .map(named -> Path.of(named).toAbsolutePath().normalize())
                .orElseGet(DataFolder::standard);
    }

    /** Whether another folder than the standard one was named. */
    boolean isNamed() {
        return data.isGiven();
    }

    /** The server of the folder, if one runs there. */
    Optional<RunningServer> ifRunning() {
        try {
            return RunningServer.read(folder())
                    .filter(server -> ProcessHandle.of(server.pid())
                            .filter(ProcessHandle::isAlive)
                            .isPresent());
        } catch (IOException e) {
            return Optional.of(server());
        }
    }

    /** The server's note; refuses when there is none or when its process is gone. */
    RunningServer server() {
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
