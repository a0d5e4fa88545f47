package dev.gust.base.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** A place where settings are given. */
public interface SettingsSource {
    /** As a person would name it: "the command line", "gust.properties". */
    String name();

    Optional<String> value(String key);

    /** What is given here and means none of these keys. */
    Collection<String> unknown(Set<String> keys);

    /** Keys and values as they are. */
    static SettingsSource of(String name, Map<String, String> values) {
        return new KeysAndValues(name, Map.copyOf(values));
    }

    /** A file of Java properties. */
    static SettingsSource file(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no properties file: " + e.getMessage(), e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return of(file.toString(), values);
    }

    /**
     * Variables whose name is a key in capitals, such as {@code GUST_HTTP_PORT} for {@code http.port}.
     *
     * @param others variables with the same prefix that are no settings
     */
    static SettingsSource environment(Map<String, String> variables, Set<String> others) {
        Map<String, String> ours = new HashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(Environment.PREFIX) && !others.contains(name) && !value.isEmpty()) {
                ours.put(name, value);
            }
        });
        return new Environment(Map.copyOf(ours));
    }

    /** What a file and the command line hold. */
    record KeysAndValues(String name, Map<String, String> values) implements SettingsSource {
        @Override
        public Optional<String> value(String key) {
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public Collection<String> unknown(Set<String> keys) {
            Set<String> unknown = new TreeSet<>(values.keySet());
            unknown.removeAll(keys);
            return unknown;
        }
    }

    /** The process's environment. */
    record Environment(Map<String, String> variables) implements SettingsSource {
        static final String PREFIX = "GUST_";

        @Override
        public String name() {
            return "the environment";
        }

        @Override
        public Optional<String> value(String key) {
            return Optional.ofNullable(variables.get(variable(key)));
        }

        @Override
        public Collection<String> unknown(Set<String> keys) {
            Set<String> unknown = new TreeSet<>(variables.keySet());
            keys.forEach(key -> unknown.remove(variable(key)));
            return unknown;
        }

        static String variable(String key) {
            return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }
    }
}
