package dev.gust.cli;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        description = "Copy everything the server holds into a new folder, consistent, while it runs.",
        footer = {"", "'gust restore DIR --data NEW' brings it back."})
final class BackupCommand implements Runnable {
    /** A copy of much data takes its time; the server works on while it is made. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LINES = Duration.ofMillis(500);
    private static final double MEGABYTE = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet or is empty")
    private Path directory;

    @Override
    public void run() {
        Path target = directory.toAbsolutePath().normalize();
        JsonValue.Obj answer;
        try (AdminClient admin = new AdminClient(options.server())) {
            Thread teller = Thread.ofVirtual().name("tell-progress").unstarted(() -> tell(admin));
            // The launcher says so of a terminal.
            if (!output.json() && Boolean.getBoolean("picocli.ansi")) {
                teller.start();
            }
            try {
                answer = admin.post(
                        "backup", new JsonValue.Obj(Map.of("directory", JsonValue.of(target.toString()))), PATIENCE);
            } finally {
                teller.interrupt();
            }
        }
        spec.commandLine()
                .getOut()
                .println(output.json() ? answer.toJson() : "backed up to " + target + ": " + told(answer));
    }

    private void tell(AdminClient admin) {
        PrintWriter err = spec.commandLine().getErr();
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
