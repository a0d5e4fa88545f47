package dev.gust.cli;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

final class BackupCommand extends Command {
    /** A copy of much data takes its time; the server works on while it is made. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LINES = Duration.ofMillis(500);
    private static final double MEGABYTE = 1_000_000;

    private final Option directory = parameter("DIR", "a folder that does not exist yet or is empty");
    private final ServerOptions options = new ServerOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    BackupCommand() {
        super(
                "backup",
                "Copy everything the server holds into a new folder, consistent, while it runs.",
                "'gust restore DIR --data NEW' brings it back.");
    }

    @Override
    public int run(Output to) {
        Path target = Path.of(directory.required()).toAbsolutePath().normalize();
        JsonValue.Obj answer;
        try (AdminClient admin = new AdminClient(options.server())) {
            Thread teller = Thread.ofVirtual().name("tell-progress").unstarted(() -> tell(admin, to.err()));
            if (!output.json() && to.coloured()) {
                teller.start();
            }
            try {
                answer = admin.post(
                        "backup", new JsonValue.Obj(Map.of("directory", JsonValue.of(target.toString()))), PATIENCE);
            } finally {
                teller.interrupt();
            }
        }
        to.out().println(output.json() ? answer.toJson() : "backed up to " + target + ": " + told(answer));
        return 0;
    }

    private static void tell(AdminClient admin, PrintWriter err) {
        try {
            while (true) {
                Clock.system().sleep(BETWEEN_LINES);
                err.print("\r  " + told(admin.get("backup", TO_ANSWER)));
                err.flush();
            }
        } catch (InterruptedException | CommandFailure over) {
            // What the copy itself came to is told by the thread that asked for it.
            err.print("\r\033[K");
            err.flush();
        }
    }

    private static String told(JsonValue.Obj tally) {
        return String.format(
                Locale.ROOT, "%d files, %.1f MB", number(tally, "files"), number(tally, "bytes") / MEGABYTE);
    }

    private static long number(JsonValue.Obj tally, String name) {
        return tally.get(name).orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Num number
                ? number.value().longValue()
                : 0;
    }
}
