package dev.gust.functions.sandbox;

import java.util.List;

/**
 * A program that sandboxes are started with, known by name.
 *
 * @param zygote whether it runs once and forks, or is started for each sandbox
 * @param command with the paths that it has inside
 */
public record Profile(String name, boolean zygote, List<String> command) {
    public Profile {
        command = List.copyOf(command);
    }
}
