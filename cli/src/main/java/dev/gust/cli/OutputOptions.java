package dev.gust.cli;

import picocli.CommandLine.Option;

/** How a command answers. */
final class OutputOptions {
    @Option(names = "--json", description = "answer in JSON, for scripts; errors too")
    private boolean json;

    boolean json() {
        return json;
    }
}
