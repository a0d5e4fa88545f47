package dev.gust.base.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads settings from several sources, the strongest first. A value that cannot be taken is remembered and its default
 * used, so that {@link #finish} can tell every problem at once.
 */
public final class SettingsReader {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
    private static final Map<String, Long> BYTE_UNITS =
            Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);
    private static final Map<String, Long> MILLIS_UNITS =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private final List<SettingsSource> sources;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    public SettingsReader(List<SettingsSource> sources) {
        this.sources = List.copyOf(sources);
    }

    public String text(String key, String standard, String meaning) {
        return read(key, standard, "text", meaning, Optional::of, value -> value);
    }

    /** A text that is never shown. */
    public String secret(String key, String meaning) {
        return read(key, "", "secret text", meaning, Optional::of, value -> value.isEmpty() ? "" : "********");
    }

    public boolean flag(String key, boolean standard, String meaning) {
        return read(
                key,
                standard,
                "`true` or `false`",
                meaning,
                value -> value.equals("true") || value.equals("false")
                        ? Optional.of(Boolean.valueOf(value))
                        : Optional.empty(),
                String::valueOf);
    }

    public int number(String key, int standard, int least, int most, String meaning) {
        return read(
                key,
                standard,
                least + " to " + most,
                meaning,
                value -> parse(value, Map.of("", 1L), least, most).map(Long::intValue),
                String::valueOf);
    }

    /** A number of bytes, such as {@code 64KB}. */
    public long bytes(String key, long standard, long least, long most, String meaning) {
        return read(
                key,
                standard,
                bytesText(least) + " to " + bytesText(most),
                meaning,
                value -> parse(value, BYTE_UNITS, least, most),
                SettingsReader::bytesText);
    }

    /** A length of time, such as {@code 200ms} or {@code 2m}. */
    public Duration duration(String key, Duration standard, Duration least, Duration most, String meaning) {
        return read(
                key,
                standard,
                durationText(least) + " to " + durationText(most),
                meaning,
                value -> parse(value, MILLIS_UNITS, least.toMillis(), most.toMillis())
                        .map(Duration::ofMillis),
                SettingsReader::durationText);
    }

    /** One of an enum's constants, written small and with dashes. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E standard, String meaning) {
        Map<String, E> choices = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(SettingsReader::choiceText, e -> e, (a, _) -> a, LinkedHashMap::new));
        return read(
                key,
                standard,
                choices.keySet().stream().map(name -> '`' + name + '`').collect(Collectors.joining(", ")),
                meaning,
                value -> Optional.ofNullable(choices.get(value)),
                SettingsReader::choiceText);
    }

    /** Adds a problem that only the values together show. */
    public void refuse(String problem) {
        problems.add(problem);
    }

    /**
     * Every setting that was asked for, as it is in force.
     *
     * @throws SettingsException when a value could not be taken, or a source sets what nobody asked for
     */
    public List<Setting> finish() throws SettingsException {
        for (SettingsSource source : sources) {
            for (String unknown : source.unknown(settings.keySet())) {
                problems.add(unknown + ", set by " + source.name() + ", is no setting" + closest(unknown)
                        + ". docs/settings.md lists them all.");
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return List.copyOf(settings.values());
    }

    /** How a value is taken from its text; nothing when it cannot be. */
    private interface Parser<T> {
        Optional<T> parse(String text);
    }

    private interface Printer<T> {
        String print(T value);
    }

    private <T> T read(String key, T standard, String range, String meaning, Parser<T> parser, Printer<T> printer) {
        T inForce = standard;
        String from = Setting.BY_DEFAULT;
        for (SettingsSource source : sources) {
            Optional<String> given = source.value(key);
            if (given.isPresent()) {
                Optional<T> parsed = parser.parse(given.get().strip());
                if (parsed.isEmpty()) {
                    problems.add(key + ", set by " + source.name() + ", is '" + given.get() + "', but must be "
                            + range.replace("`", "") + '.');
                }
                inForce = parsed.orElse(standard);
                from = source.name();
                break;
            }
        }
        Setting known = settings.put(
                key, new Setting(key, printer.print(inForce), printer.print(standard), from, range, meaning));
        if (known != null) {
            throw new IllegalStateException("two components read the setting " + key);
        }
        return inForce;
    }

    private static Optional<Long> parse(String text, Map<String, Long> units, long least, long most) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
        long number = Long.parseLong(matcher.group(1));
        if (unit == null || number > Long.MAX_VALUE / unit) {
            return Optional.empty();
        }
        long value = number * unit;
        return value < least || value > most ? Optional.empty() : Optional.of(value);
    }

    private static String bytesText(long bytes) {
        for (String unit : List.of("tb", "gb", "mb", "kb")) {
            long size = BYTE_UNITS.getOrDefault(unit, 1L);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + unit.toUpperCase(Locale.ROOT);
            }
        }
        return Long.toString(bytes);
    }

    private static String durationText(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : List.of("d", "h", "m", "s")) {
            long size = MILLIS_UNITS.getOrDefault(unit, 1L);
            if (millis >= size && millis % size == 0) {
                return millis / size + unit;
            }
        }
        return millis + "ms";
    }

    private static String choiceText(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A known key that differs in a letter or two. */
    private String closest(String unknown) {
        String wanted = unknown.startsWith(SettingsSource.Environment.PREFIX)
                ? unknown
                : SettingsSource.Environment.variable(unknown);
        return settings.values().stream()
                .filter(setting -> distance(setting.variable(), wanted) <= 2)
                .findFirst()
                .map(setting -> " (did you mean " + setting.key() + "?)")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(row[j - 1], previous[j]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
