package dev.gust.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command takes, and after parsing what it was given: an option with a value, a flag, or a parameter by its place. */
public final class Option {
    /** How it stands on the command line. */
    enum Kind {
        VALUE,
        FLAG,
        REQUIRED,
        OPTIONAL
    }

    private final Kind kind;
    private final String name;
    private final String label;
    private final String description;
    private String shortName = "";
    private @Nullable String given;

    Option(Kind kind, String name, String label, String description) {
        this.kind = kind;
        this.name = name;
        this.label = label;
        this.description = description;
    }

    /** Gives it a short name beside its own, such as {@code -f}. */
    public Option or(String another) {
        shortName = another;
        return this;
    }

    public Optional<String> text() {
        return Optional.ofNullable(given);
    }

    public String text(String absent) {
        return given == null ? absent : given;
    }

    /** The value of a parameter without which the command does not run. */
    public String required() {
        if (given == null) {
            throw new IllegalStateException(label + " is optional");
        }
        return given;
    }

    /** Whether it was given. */
    public boolean isGiven() {
        return given != null;
    }

    public String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    boolean isNamed(String written) {
        return !isParameter() && (written.equals(name) || written.equals(shortName));
    }

    boolean isParameter() {
        return kind == Kind.REQUIRED || kind == Kind.OPTIONAL;
    }

    void give(String value) {
        given = value;
    }

    /** As the line of usage shows it. */
    String usage() {
        return switch (kind) {
            case VALUE -> "[" + name + " " + label + "]";
            case FLAG -> "[" + name + "]";
            case REQUIRED -> label;
            case OPTIONAL -> "[" + label + "]";
        };
    }

    /** As the list below it begins. */
    String head() {
        return switch (kind) {
            case VALUE -> name + " " + label;
            case FLAG -> shortName.isEmpty() ? name : name + ", " + shortName;
            case REQUIRED, OPTIONAL -> label;
        };
    }
}
