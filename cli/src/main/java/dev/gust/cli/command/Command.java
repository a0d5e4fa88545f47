package dev.gust.cli.command;

import java.util.ArrayList;
import java.util.List;

/** One command. It declares what it takes in its fields, in the order in which the help shows them, and is used once. */
public abstract class Command {
    private final String name;
    private final String summary;
    private final List<String> examples;
    private final List<Option> options = new ArrayList<>();

    protected Command(String name, String summary, String... examples) {
        this.name = name;
        this.summary = summary;
        this.examples = List.of(examples);
    }

    /** Does the work, and answers the exit status. */
    public abstract int run(Output output);

    public final String name() {
        return name;
    }

    /** An option with a value. */
    public final Option option(String optionName, String label, String description) {
        return add(new Option(Option.Kind.VALUE, optionName, label, description));
    }

    public final Option flag(String flagName, String description) {
        return add(new Option(Option.Kind.FLAG, flagName, "", description));
    }

    /** A value known by its place, without which the command does not run. */
    public final Option parameter(String label, String description) {
        return add(new Option(Option.Kind.REQUIRED, "", label, description));
    }

    /** The same where the command can do without. */
    public final Option optionalParameter(String label, String description) {
        return add(new Option(Option.Kind.OPTIONAL, "", label, description));
    }

    private Option add(Option option) {
        options.add(option);
        return option;
    }

    final List<Option> options() {
        return options;
    }

    final String help() {
        StringBuilder text = new StringBuilder("usage: gust ").append(name);
        options.stream()
                .filter(option -> !option.isParameter())
                .forEach(option -> text.append(' ').append(option.usage()));
        options.stream()
                .filter(Option::isParameter)
                .forEach(option -> text.append(' ').append(option.usage()));
        text.append("\n\n").append(summary).append("\n\n");
        int width = options.stream()
                .mapToInt(option -> option.head().length())
                .max()
                .orElse(0);
        for (Option option : options) {
            text.append("  ")
                    .append(option.head())
                    .append(" ".repeat(width - option.head().length() + 2))
                    .append(option.description())
                    .append('\n');
        }
        if (!examples.isEmpty()) {
            text.append('\n');
            examples.forEach(example -> text.append("  ").append(example).append('\n'));
        }
        return text.toString();
    }
}
