package dev.gust.cli;

import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Progress;

/** Prints what a deployment is about, line by line, unless a script reads the output. */
final class Steps implements Progress {
    private static final int DONE_WIDTH = 10;
    private static final int WHAT_WIDTH = 44;

    private final Output output;
    private final boolean silent;

    Steps(Output output, boolean silent) {
        this.output = output;
        this.silent = silent;
    }

    @Override
    public void step(String done, String what, String detail) {
        if (!silent) {
            output.err()
                    .println("  " + padded(done, DONE_WIDTH)
                            + output.dim(padded(what, WHAT_WIDTH) + detail).stripTrailing());
            output.err().flush();
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
