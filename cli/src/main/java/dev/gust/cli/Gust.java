package dev.gust.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * The {@code gust} commands. What the launcher script answers by itself (help, version, start, test, ...) is not here. The script
 * also says whether a terminal is there to show colours ({@code picocli.ansi}), since Java's console is there without one.
 */
@Command(
        name = "gust",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            CredentialsCommand.class,
            EnvCommand.class,
            StopCommand.class,
            BackupCommand.class,
            InvokeCommand.class,
            LogsCommand.class,
            ListCommand.class,
            RehearseCommand.class
        })
public final class Gust {
    private Gust() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Every command, ready to run; tests give it their own output. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Gust());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // @FILE is the business of the option that takes it.
        line.setExpandAtFiles(false);
        line.setExecutionExceptionHandler(new Failures());
        return line;
    }

    /** Tells a failure as a person or a script wants it; anything unexpected keeps its stack trace, since it is a defect. */
    private static final class Failures implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) throws Exception {
            if (!(thrown instanceof CommandFailure failure)) {
                throw thrown;
            }
            PrintWriter err = line.getErr();
            if (parsed.originalArgs().contains("--json")) {
                err.println(failure.asJson().toJson());
            } else {
                Ansi ansi = line.getColorScheme().ansi();
                err.println(ansi
                .new Text("@|bold,red gust: " + failure.whatHappened().replace("|@", "") + "|@"));
                for (String text : Arrays.asList(failure.meaning(), failure.remedy())) {
                    err.println("  " + text);
                }
            }
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
