package dev.gust.functions.runtime;

import dev.gust.functions.RuntimeAvailability;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** AWS's runtime identifiers, and what runs them here. Each is served by the nearest interpreter, and says so where it differs. */
public final class RuntimeCatalog {
    private static final List<String> PYTHON = List.of("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14");
    private static final List<String> NODEJS = List.of("16", "18", "20", "22", "24");
    private static final List<String> JAVA = List.of("8.al2", "11", "17", "21", "25");
    private static final List<String> CUSTOM = List.of("provided", "provided.al2", "provided.al2023");

    private final Map<Family, Interpreter> interpreters = new EnumMap<>(Family.class);
    private final Map<String, Family> families = new LinkedHashMap<>();
    private final RuntimePacks packs;
    /** Asked for at every invocation, and found out by reading files. */
    private final Map<String, RuntimeAvailability> known = new ConcurrentHashMap<>();

    public RuntimeCatalog(List<Interpreter> found, RuntimePacks packs) {
        found.forEach(interpreter -> interpreters.put(interpreter.family(), interpreter));
        this.packs = packs;
        PYTHON.forEach(version -> families.put("python" + version, Family.PYTHON));
        NODEJS.forEach(version -> families.put("nodejs" + version + ".x", Family.NODEJS));
        JAVA.forEach(version -> families.put("java" + version, Family.JAVA));
        CUSTOM.forEach(identifier -> families.put(identifier, Family.CUSTOM));
    }

    /** The family of an identifier, when somebody knows it. */
    public Optional<Family> family(String identifier) {
        return Optional.ofNullable(families.get(identifier));
    }

    public Optional<Interpreter> interpreter(Family family) {
        return Optional.ofNullable(interpreters.get(family));
    }

    public List<RuntimeAvailability> all() {
        return families.keySet().stream().map(this::availability).toList();
    }

    public RuntimeAvailability availability(String identifier) {
        Family family = families.get(identifier);
        return family == null
                ? new RuntimeAvailability.Unknown(identifier)
                : known.computeIfAbsent(identifier, unseen -> availability(identifier, family));
    }

    private RuntimeAvailability availability(String identifier, Family family) {
        return switch (family) {
            case CUSTOM ->
                new RuntimeAvailability.Available(
                        identifier, "the package's own bootstrap", Optional.empty(), Optional.empty());
            case PYTHON -> interpreted(identifier, family, identifier.substring("python".length()));
            case JAVA -> interpreted(identifier, family, identifier.substring("java".length()));
            case NODEJS ->
                interpreted(identifier, family, identifier.substring("nodejs".length(), identifier.length() - 2));
        };
    }

    private RuntimeAvailability interpreted(String identifier, Family family, String wanted) {
        Interpreter interpreter = interpreters.get(family);
        if (interpreter == null) {
            String program = switch (family) {
                case PYTHON -> "Python (apt install python3)";
                case NODEJS -> "Node.js (apt install nodejs)";
                case JAVA -> "a complete JDK or JRE, 17 or newer (apt install openjdk-17-jre-headless, or Temurin)";
                case CUSTOM -> throw new IllegalArgumentException("a custom runtime brings its own program");
            };
            return new RuntimeAvailability.Missing(
                    identifier,
                    "No interpreter for " + identifier + " was found on this machine: install " + program
                            + ", where every user can read it, and start Gust again.");
        }
        Optional<String> substitution = interpreter.line().equals(wanted)
                ? Optional.empty()
                : Optional.of(identifier + " runs on " + interpreter.describe()
                        + ", the nearest that is installed on this machine.");
        return new RuntimeAvailability.Available(
                identifier, interpreter.describe(), substitution, packs.describe(family));
    }
}
