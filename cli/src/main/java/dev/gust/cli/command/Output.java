package dev.gust.cli.command;

import java.io.PrintWriter;

/** Where a command prints: what was asked for, and what is said beside it. */
public record Output(PrintWriter out, PrintWriter err, boolean coloured) {
    private static final String BOLD_RED = "\u001b[1;31m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    public String bold(String text) {
        return coloured ? BOLD + text + PLAIN : text;
    }

    public String dim(String text) {
        return coloured ? DIM + text + PLAIN : text;
    }

    /** What happened, and below it lines that say more. */
    void fail(String whatHappened, String... more) {
        err.println(coloured ? BOLD_RED + "gust: " + whatHappened + PLAIN : "gust: " + whatHappened);
        for (String line : more) {
            err.println("  " + line);
        }
        err.flush();
    }
}
