package dev.gust.cli.deploy.packaging;

import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs a program that somebody else wrote, bounded in time and output. */
final class Tool {
    private static final int LONGEST_MINUTES = 10;
    private static final int MOST_OUTPUT = 200_000;
    private static final int LAST_LINES = 12;

    private static final int FIRST_LINES = 3;
    private static final Pattern FETCHING = Pattern.compile(
            "request to \\S+ failed|404 Not Found|No matching version|not in this registry|Could not find a version|"
                    + "No matching distribution|Invalid requirement|in sync");

    /** How it ended and what it said. */
    record Result(int exit, String output) {
        boolean isSuccess() {
            return exit == 0;
        }

        /** The lines that name what could not be fetched, as npm and pip word them; the end of the output where there are none. */
        String reason() {
            List<String> lines = output.lines()
                    .filter(line -> FETCHING.matcher(line).find())
                    .distinct()
                    .limit(FIRST_LINES)
                    .toList();
            return lines.isEmpty() ? tail() : String.join("\n  ", lines);
        }

        /** The end of what it said, where the reason usually stands. */
        String tail() {
            List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
            return String.join("\n  ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }
    }

    private Tool() {}

    static Result run(Path folder, Map<String, String> environment, List<String> command) {
        Path said = null;
        try {
            // A file and not a pipe, so that a program which hangs cannot make us hang with it.
            said = Files.createTempFile("gust-tool", ".output");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Result(-1, command.getFirst() + " ran longer than " + LONGEST_MINUTES + " minutes");
            }
            byte[] output = Files.readAllBytes(said);
            int from = Math.max(0, output.length - MOST_OUTPUT);
            return new Result(
                    process.exitValue(), new String(output, from, output.length - from, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure(
                    "'" + command.getFirst() + "' could not be run (" + e.getMessage() + ")",
                    "It is needed to package this project. Nothing was deployed.",
                    "'gust doctor' says what is missing; 'gust doctor --install' installs what it can.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "Nothing was deployed.", "Run the command again.");
        } finally {
            delete(said);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies in the folder for temporary files, and goes with it.
            file.toFile().deleteOnExit();
        }
    }
}
