package dev.gust.services.logs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names of a group's streams by their numbers, looked up once for each; deleted ones have none. For one thread. */
final class StreamNames {
    private static final int MAXIMUM_KNOWN = 10_000;

    private final LogsStore store;
    private final LogGroupRecord group;
    private final Set<String> chosen;
    private final List<String> prefixes;
    private final Map<Long, Optional<String>> known = new HashMap<>();

    /** Wanted are those chosen and those with one of the prefixes; all of them where there are neither. */
    StreamNames(LogsStore store, LogGroupRecord group, Collection<String> chosen, Collection<String> prefixes) {
        this.store = store;
        this.group = group;
        this.chosen = Set.copyOf(chosen);
        this.prefixes = List.copyOf(prefixes);
    }

    boolean wanted(long number) {
        return name(number).filter(this::wanted).isPresent();
    }

    private boolean wanted(String name) {
        return (chosen.isEmpty() && prefixes.isEmpty())
                || chosen.contains(name)
                || prefixes.stream().anyMatch(name::startsWith);
    }

    String of(long number) {
        return name(number).orElse("");
    }

    private Optional<String> name(long number) {
        if (known.size() >= MAXIMUM_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(
                number, absent -> store.store().read(snapshot -> store.streamName(snapshot, group, absent)));
    }
}
