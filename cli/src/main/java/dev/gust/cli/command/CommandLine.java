package dev.gust.cli.command;

import dev.gust.base.Suggestion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Gives a command what stands on its line, runs it, and tells a failure as a person or a script wants it. */
public final class CommandLine {
    /** The line is wrong; nothing was done. */
    public static final int WRONG_USAGE = 2;

    private static final int FAILED = 1;

    private final Command command;
    private final Output output;

    public CommandLine(Command command, Output output) {
        this.command = command;
        this.output = output;
    }

    /** The exit status. Anything but a {@link CommandFailure} is a defect, and goes on to the caller with its stack trace. */
    public int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            output.out().print(command.help());
            output.out().flush();
            return 0;
        }
        Optional<String> problem = parse(new ArrayDeque<>(arguments));
        if (problem.isPresent()) {
            output.fail(problem.get(), "'gust " + command.name() + " --help' tells what it takes.");
            return WRONG_USAGE;
        }
        try {
            return command.run(output);
        } catch (CommandFailure failure) {
            output.out().flush();
            if (arguments.contains("--json")) {
                output.err().println(failure.asJson().toJson());
            } else {
                output.fail(failure.whatHappened(), failure.meaning(), failure.remedy());
            }
            return FAILED;
        } finally {
            output.out().flush();
            output.err().flush();
        }
    }

    /** What is wrong with the line, if something is. */
    private Optional<String> parse(Deque<String> left) {
        Deque<Option> parameters = new ArrayDeque<>(
                command.options().stream().filter(Option::isParameter).toList());
        boolean onlyParameters = false;
        while (!left.isEmpty()) {
            String argument = left.removeFirst();
            if (!onlyParameters && argument.equals("--")) {
                onlyParameters = true;
            } else if (!onlyParameters && argument.startsWith("-") && argument.length() > 1) {
                Optional<String> problem = option(argument, left);
                if (problem.isPresent()) {
                    return problem;
                }
            } else if (parameters.isEmpty()) {
                return Optional.of("'gust " + command.name() + "' does not know what to do with '" + argument + "'.");
            } else {
                parameters.removeFirst().give(argument);
            }
        }
        return parameters.stream()
                .filter(parameter -> parameter.kind() == Option.Kind.REQUIRED)
                .findFirst()
                .map(parameter -> "'gust " + command.name() + "' wants " + parameter.label() + ": "
                        + parameter.description() + ".");
    }

    private Optional<String> option(String argument, Deque<String> left) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        Optional<Option> found = command.options().stream()
                .filter(option -> option.isNamed(name))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.of("there is no option '" + name + "' of 'gust " + command.name() + "'"
                    + Suggestion.suffix(
                            name, command.options().stream().map(Option::name).toList())
                    + ".");
        }
        Option option = found.get();
        if (option.kind() == Option.Kind.FLAG) {
            option.give("");
            return equals < 0 ? Optional.empty() : Optional.of("the option '" + name + "' takes no value.");
        }
        if (equals < 0 && left.isEmpty()) {
            return Optional.of("the option '" + name + "' wants " + option.label() + ": " + option.description() + ".");
        }
        option.give(equals < 0 ? left.removeFirst() : argument.substring(equals + 1));
        return Optional.empty();
    }
}
