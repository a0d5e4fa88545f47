package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Output;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

final class StopCommand extends Command {
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final Duration TO_STOP = Duration.ofSeconds(15);

    private final ServerOptions options = new ServerOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    StopCommand() {
        super("stop", "Stop the server of a data folder, in order, and wait until it is gone.");
    }

    @Override
    public int run(Output to) {
        RunningServer server = options.server();
        try (AdminClient admin = new AdminClient(server)) {
            admin.post("stop", new JsonValue.Obj(Map.of()), TO_ANSWER);
        }
        awaitEnd(server);
        String line = output.json()
                ? new JsonValue.Obj(Map.of("stopped", JsonValue.of(server.pid()))).toJson()
                : "stopped the server at " + server.endpoint();
        to.out().println(line);
        return 0;
    }

    private static void awaitEnd(RunningServer server) {
        try {
            var process = ProcessHandle.of(server.pid());
            if (process.isPresent()) {
                process.get().onExit().get(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new CommandFailure(
                    "the server did not stop within " + TO_STOP.toSeconds() + " s",
                    "It took the order, and its process " + server.pid() + " still runs.",
                    "Wait, or end it with 'kill -9 " + server.pid() + "': nothing that it acknowledged is lost.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "The server is stopping.", "Nothing is to be done.");
        }
    }
}
