package dev.gust.wire.protocol.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pattern such as {@code /{Bucket}/{Key+}?acl}: parts of the path, and query parameters that must be there. */
final class UriPattern {
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private final boolean greedy;
    private final int literals;

    /** A part of the path; a label takes what stands in its place, a greedy one everything up to what follows. */
    private record Part(String text, boolean isLabel, boolean isGreedy) {}

    private UriPattern(String path) {
        boolean anyGreedy = false;
        for (String part : path.split("/", -1)) {
            if (part.startsWith("{")) {
                boolean isGreedy = part.endsWith("+}");
                parts.add(new Part(part.substring(1, part.length() - (isGreedy ? 2 : 1)), true, isGreedy));
                anyGreedy |= isGreedy;
            } else if (!part.isEmpty()) {
                parts.add(new Part(part, false, false));
            }
        }
        this.greedy = anyGreedy;
        this.literals = (int) parts.stream().filter(part -> !part.isLabel()).count();
    }

    static UriPattern parse(String uri) {
        int mark = uri.indexOf('?');
        UriPattern pattern = new UriPattern(mark < 0 ? uri : uri.substring(0, mark));
        if (mark >= 0) {
            for (String parameter : uri.substring(mark + 1).split("&")) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                pattern.query.put(name, equals < 0 ? "" : parameter.substring(equals + 1));
            }
        }
        return pattern;
    }

    /** The fixed parameters of the query; an empty value stands for any. */
    Map<String, String> query() {
        return query;
    }

    /** How many parts of the path are fixed: the more, the better a match. */
    int literals() {
        return literals;
    }

    boolean isGreedy() {
        return greedy;
    }

    /** Whether the path is one of this pattern. */
    boolean fits(String rawPath) {
        return match(rawPath, null);
    }

    /** What stands in place of the labels, escapes and all, or null when the path is another. */
    @Nullable
    Map<String, String> match(String rawPath) {
        Map<String, String> labels = new LinkedHashMap<>(4);
        return match(rawPath, labels) ? labels : null;
    }

    private boolean match(String rawPath, @Nullable Map<String, String> labels) {
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (at >= rawPath.length() || rawPath.charAt(at) != '/') {
                return false;
            }
            int from = at + 1;
            int end = part.isGreedy() ? greedyEnd(rawPath, from, parts.size() - i - 1) : rawPath.indexOf('/', from);
            end = end < 0 ? rawPath.length() : end;
            if (end == from || end < from) {
                return false;
            }
            if (!part.isLabel()) {
                int length = part.text().length();
                if (end - from != length || !rawPath.startsWith(part.text(), from)) {
                    return false;
                }
            } else if (labels != null) {
                labels.put(part.text(), rawPath.substring(from, end));
            }
            at = end;
        }
        // A slash at the end is forgiven: some clients write one after a collection's name.
        return at >= rawPath.length() || (at == rawPath.length() - 1 && rawPath.charAt(at) == '/');
    }

    /** Where a greedy label ends: before as many parts as follow it. */
    private static int greedyEnd(String path, int from, int partsBehind) {
        int end = path.length();
        for (int i = 0; i < partsBehind; i++) {
            end = path.lastIndexOf('/', end - 1);
            if (end < from) {
                return from;
            }
        }
        return end;
    }
}
