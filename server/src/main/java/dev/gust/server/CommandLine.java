package dev.gust.server;

import dev.gust.base.settings.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The arguments of the program, read without a library: its start is measured. */
record CommandLine(String command, List<String> words, List<SettingsSource> sources, Map<String, String> others) {
    private static final String FILE_IN_WORKING_FOLDER = "gust.properties";

    CommandLine {
        words = List.copyOf(words);
        sources = List.copyOf(sources);
        others = Map.copyOf(others);
    }

    /** Arguments that make no sense. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static CommandLine parse(String[] arguments, Map<String, String> environment) throws UsageException {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> others = new HashMap<>();
        List<String> words = new ArrayList<>();
        Iterator<String> rest = separated(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--port", "--host", "--data" -> settings.put(argument.substring(2), value(argument, rest));
                case "--ephemeral" -> settings.put("ephemeral", "true");
                case "--set" -> set(settings, value(argument, rest));
                case "--settings" -> others.put("settings", value(argument, rest));
                case "--json" -> others.put("json", "true");
                case "--help", "-h" -> others.put("help", "true");
                default -> words.add(notAnOption(argument));
            }
        }
        String command = words.isEmpty() ? "start" : words.removeFirst();
        return new CommandLine(command, words, sources(settings, others, environment), others);
    }

    /** The word after the command that stands for this. */
    String word(int index, String meaning) throws UsageException {
        if (index >= words.size()) {
            throw new UsageException(command + " wants " + meaning);
        }
        return words.get(index);
    }

    void refuseMoreThan(int count) throws UsageException {
        if (words.size() > count) {
            throw new UsageException(command + " does not know what to do with '" + words.get(count) + "'");
        }
    }

    private static List<SettingsSource> sources(
            Map<String, String> settings, Map<String, String> others, Map<String, String> environment)
            throws UsageException {
        List<SettingsSource> sources = new ArrayList<>();
        sources.add(SettingsSource.of("the command line", settings));
        sources.add(SettingsSource.environment(environment, Settings.LAUNCHER_VARIABLES));
        String named = others.getOrDefault("settings", environment.getOrDefault("GUST_SETTINGS", ""));
        Path file = Path.of(named.isEmpty() ? FILE_IN_WORKING_FOLDER : named);
        if (!named.isEmpty() || Files.exists(file)) {
            try {
                sources.add(SettingsSource.file(file));
            } catch (IOException e) {
                throw new UsageException("the settings file " + file + " cannot be read: " + e.getMessage());
            }
        }
        return sources;
    }

    /** {@code --port=1} is {@code --port 1}. */
    private static List<String> separated(String[] arguments) {
        List<String> separated = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                separated.addAll(Arrays.asList(argument.substring(0, equals), argument.substring(equals + 1)));
            } else {
                separated.add(argument);
            }
        }
        return separated;
    }

    private static String value(String option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException("the option " + option + " wants a value");
        }
        return rest.next();
    }

    private static void set(Map<String, String> settings, String assignment) throws UsageException {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
            throw new UsageException("--set wants KEY=VALUE, not '" + assignment + "'");
        }
        settings.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    private static String notAnOption(String argument) throws UsageException {
        if (argument.startsWith("-")) {
            throw new UsageException("there is no option " + argument);
        }
        return argument;
    }
}
