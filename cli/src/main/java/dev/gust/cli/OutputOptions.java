package dev.gust.cli;

import dev.gust.cli.command.Command;
import dev.gust.cli.command.Option;

/** How a command answers. */
final class OutputOptions {
    private final Option json;

    OutputOptions(Command command) {
        this.json = command.flag("--json", "answer in JSON, for scripts; errors too");
    }

    boolean json() {
        return json.isGiven();
    }
}
