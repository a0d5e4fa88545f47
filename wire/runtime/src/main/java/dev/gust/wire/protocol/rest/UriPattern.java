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
        return (int) parts.stream().filter(part -> !part.isLabel()).count();
    }

    boolean isGreedy() {
        return greedy;
    }

    /** What stands in place of the labels, escapes and all, or null when the path is another. */
    @Nullable
    Map<String, String> match(String rawPath) {
        Map<String, String> labels = new LinkedHashMap<>(4);
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (at >= rawPath.length() || rawPath.charAt(at) != '/') {
                return null;
            }
            int from = at + 1;
            int end = part.isGreedy() ? greedyEnd(rawPath, from, parts.size() - i - 1) : rawPath.indexOf('/', from);
            end = end < 0 ? rawPath.length() : end;
            if (end == from || end < from) {
                return null;
            }
            String text = rawPath.substring(from, end);
            if (part.isLabel()) {
                labels.put(part.text(), text);
            } else if (!part.text().equals(text)) {
                return null;
            }
            at = end;
        }
        // A slash at the end is forgiven: some clients write one after a collection's name.
        boolean ended = at >= rawPath.length() || (at == rawPath.length() - 1 && rawPath.charAt(at) == '/');
        return ended ? labels : null;
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
