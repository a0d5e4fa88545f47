package dev.gust.wire.smithy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Cases that Gust does not pass on purpose; each stands in {@code skipped-cases.txt} under its reason. */
final class SkippedCases {
    private final List<Pattern> patterns = new ArrayList<>();
    private final Set<Pattern> used = new HashSet<>();

    static SkippedCases read() {
        SkippedCases skipped = new SkippedCases();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SkippedCases.class.getResourceAsStream("skipped-cases.txt"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> skipped.patterns.add(Pattern.compile(line.replace("*", ".*"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return skipped;
    }

    boolean contains(String id) {
        boolean found = false;
        for (Pattern pattern : patterns) {
            if (pattern.matcher(id).matches()) {
                used.add(pattern);
                found = true;
            }
        }
        return found;
    }

    /** Entries that no case has any more. */
    List<String> unused() {
        List<String> names = new ArrayList<>();
        for (Pattern pattern : patterns) {
            if (!used.contains(pattern)) {
                names.add(pattern.pattern());
            }
        }
        return names;
    }
}
