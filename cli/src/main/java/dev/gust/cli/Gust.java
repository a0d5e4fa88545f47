package dev.gust.cli;

import dev.gust.base.Suggestion;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandLine;
import dev.gust.cli.command.Output;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The {@code gust} commands. What the launcher script answers by itself (help, version, start, test, ...) is not here. The script
 * also says whether a terminal is there to show colours ({@code gust.terminal}), since Java's console is there without one.
 */
public final class Gust {
    private static final List<String> NAMES =
            List.of("backup", "credentials", "demo", "deploy", "env", "invoke", "list", "logs", "remove", "stop");

    private Gust() {}

    public static void main(String[] arguments) {
        Output output = new Output(writer(System.out), writer(System.err), Boolean.getBoolean("gust.terminal"));
        System.exit(run(List.of(arguments), output));
    }

    /** The exit status. */
    static int run(List<String> arguments, Output output) {
        String name = arguments.isEmpty() ? "" : arguments.getFirst();
        Optional<Command> command = command(name);
        if (command.isEmpty()) {
            output.err()
                    .println("gust: there is no command '" + name + "'" + Suggestion.suffix(name, NAMES)
                            + ".\n  'gust help' lists the commands.");
            output.err().flush();
            return CommandLine.WRONG_USAGE;
        }
        return new CommandLine(command.get(), output).run(arguments.subList(1, arguments.size()));
    }

    /** Only the one that is asked for is made. */
    private static Optional<Command> command(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "backup" -> new BackupCommand();
                    case "credentials" -> new CredentialsCommand();
                    case "demo" -> new DemoCommand();
                    case "deploy" -> new DeployCommand();
                    case "env" -> new EnvCommand();
                    case "invoke" -> new InvokeCommand();
                    case "list" -> new ListCommand();
                    case "logs" -> new LogsCommand();
                    case "rehearse" -> new RehearseCommand();
                    case "remove" -> new RemoveCommand();
                    case "stop" -> new StopCommand();
                    default -> null;
                });
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
    }
}
