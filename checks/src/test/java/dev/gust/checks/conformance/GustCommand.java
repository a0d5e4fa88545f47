package dev.gust.checks.conformance;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command as a user types it: by the launcher script, for the server of one data folder. */
public record GustCommand(int status, String output, String errors) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Runs it to its end. */
    public static GustCommand run(Path data, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(Arrays.asList(arguments));
        line.addAll(List.of("--data", data.toString()));
        Path output = Files.createTempFile("gust", ".out");
        Path errors = Files.createTempFile("gust", ".err");
        try {
            ProcessBuilder builder = GustProcess.command(line)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end within " + PATIENCE + ": " + Files.readString(output)
                        + Files.readString(errors));
            }
            return new GustCommand(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** What it printed with {@code --json}; fails when it did not succeed. */
    public JsonValue.Obj json() throws JsonSyntaxException {
        if (status == 0 && JsonText.parse(output) instanceof JsonValue.Obj object) {
            return object;
        }
        throw new AssertionError("ended with " + status + ": " + output + errors);
    }
}
