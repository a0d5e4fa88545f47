package dev.gust.checks.architecture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The list of what may stand although a rule forbids it: {@code RULE PLACE REASON...} a line. It may only shrink, so an entry that
 * excuses nothing any more is itself a finding.
 */
final class Exceptions {
    private final Set<String> excused;

    private Exceptions(Set<String> excused) {
        this.excused = excused;
    }

    static Exceptions of(String rule) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Exceptions.class.getResourceAsStream("exceptions.txt")),
                StandardCharsets.UTF_8))) {
            return new Exceptions(reader.lines()
                    .filter(line -> line.startsWith(rule + " "))
                    .map(line -> line.split(" ", 3))
                    .peek(Exceptions::demandReason)
                    .map(fields -> fields[1])
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the exceptions", e);
        }
    }

    /** What is left to complain about: offenders that nobody excused, and excuses that nobody needs. */
    Set<String> judge(Set<String> offenders) {
        Set<String> findings = new LinkedHashSet<>();
        offenders.stream().filter(place -> !excused.contains(place)).forEach(findings::add);
        excused.stream()
                .filter(place -> !offenders.contains(place))
                .map(place -> place + " (excused in exceptions.txt for nothing: delete that line)")
                .forEach(findings::add);
        return findings;
    }

    private static void demandReason(String[] fields) {
        if (fields.length < 3 || fields[2].isBlank()) {
            throw new IllegalStateException("exceptions.txt gives no reason for " + fields[1]);
        }
    }
}
