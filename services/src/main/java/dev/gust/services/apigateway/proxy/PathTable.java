package dev.gust.services.apigateway.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paths with parameters ({@code /notes/{id}}, {@code /files/{path+}}) and what stands behind each. Of several that match,
 * the one with a literal segment earliest comes first, then a parameter, then a greedy parameter.
 */
public final class PathTable<T> {
    private final Node<T> root = new Node<>();

    /** A path that matched, with the segments its parameters took, as they were sent. */
    public record Match<T>(T value, Map<String, String> parameters) {}

    public void add(String pattern, T value) {
        Node<T> node = root;
        List<String> names = new ArrayList<>();
        for (String segment : segments(pattern)) {
            if (segment.startsWith("{") && segment.endsWith("+}")) {
                names.add(segment.substring(1, segment.length() - 2));
                if (node.greedy == null) {
                    node.greedy = new Node<>();
                }
                node = node.greedy;
            } else if (segment.startsWith("{") && segment.endsWith("}")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.parameter == null) {
                    node.parameter = new Node<>();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, any -> new Node<>());
            }
        }
        node.values.add(new Leaf<>(value, List.copyOf(names)));
    }

    /** Everything whose pattern matches the path, best first. One slash at the end does not matter. */
    public List<Match<T>> match(String path) {
        List<Match<T>> matches = new ArrayList<>(2);
        collect(root, trimmed(path), 0, new ArrayList<>(), matches);
        return matches;
    }

    private void collect(Node<T> node, String path, int from, List<String> taken, List<Match<T>> matches) {
        if (from >= path.length()) {
            addLeaves(node, taken, matches);
            return;
        }
        int slash = path.indexOf('/', from + 1);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(from + 1, end);
        Node<T> literal = node.literals.get(segment);
        if (literal != null) {
            collect(literal, path, end, taken, matches);
        }
        if (node.parameter != null && !segment.isEmpty()) {
            taken.add(segment);
            collect(node.parameter, path, end, taken, matches);
            taken.removeLast();
        }
        if (node.greedy != null && from + 1 < path.length()) {
            taken.add(path.substring(from + 1));
            addLeaves(node.greedy, taken, matches);
            taken.removeLast();
        }
    }

    private static <T> void addLeaves(Node<T> node, List<String> taken, List<Match<T>> matches) {
        for (Leaf<T> leaf : node.values) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < leaf.names.size(); i++) {
                parameters.put(leaf.names.get(i), taken.get(i));
            }
            matches.add(new Match<>(leaf.value, parameters));
        }
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static List<String> segments(String pattern) {
        String path = trimmed(pattern);
        List<String> segments = new ArrayList<>();
        int from = 0;
        while (from < path.length()) {
            int slash = path.indexOf('/', from + 1);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(from + 1, end));
            from = end;
        }
        return segments;
    }

    private static final class Node<T> {
        final Map<String, Node<T>> literals = new HashMap<>();
        final List<Leaf<T>> values = new ArrayList<>(1);

        @Nullable
        Node<T> parameter;

        @Nullable
        Node<T> greedy;
    }

    private record Leaf<T>(T value, List<String> names) {}
}
