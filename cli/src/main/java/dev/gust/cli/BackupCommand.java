package dev.gust.cli;

import dev.gust.base.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
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
            answer = admin.post(
                    "backup", new JsonValue.Obj(Map.of("directory", JsonValue.of(target.toString()))), PATIENCE);
        }
        spec.commandLine().getOut().println(output.json() ? answer.toJson() : "backed up to " + target);
    }
}
