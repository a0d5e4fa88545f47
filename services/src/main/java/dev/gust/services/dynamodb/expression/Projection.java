package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of an item that an answer shows. Parts of lists move together: their indexes are not kept. */
public final class Projection {
    private final Node root = new Node();
    private final List<DocumentPath> paths;

    public Projection(List<DocumentPath> paths) {
        this.paths = List.copyOf(paths);
        this.paths.forEach(root::add);
    }

    /** Reads a projection expression. */
    public static Projection parse(String text, Placeholders placeholders) {
        OperandParser parser = new OperandParser(ExpressionKind.PROJECTION, text, placeholders);
        PathOverlap overlap = new PathOverlap(parser.problems());
        List<DocumentPath> paths = new ArrayList<>();
        do {
            DocumentPath path = parser.path();
            overlap.add(path);
            paths.add(path);
        } while (parser.takeSymbol(","));
        parser.end();
        return new Projection(paths);
    }

    public static Projection ofAttributes(List<String> names) {
        return new Projection(names.stream().map(DocumentPath::attribute).toList());
    }

    public List<DocumentPath> paths() {
        return paths;
    }

    public Map<String, Value> apply(Map<String, Value> item) {
        return root.project(item);
    }

    /** A place that some paths lead to or through. */
    private static final class Node {
        private boolean isEnd;
        private final Map<String, Node> names = new LinkedHashMap<>();
        private final TreeMap<Integer, Node> indexes = new TreeMap<>();

        void add(DocumentPath path) {
            Node node = this;
            for (DocumentPath.Step step : path.steps()) {
                node = switch (step) {
                    case DocumentPath.Name(String name) -> node.names.computeIfAbsent(name, absent -> new Node());
                    case DocumentPath.Index(int index) -> node.indexes.computeIfAbsent(index, absent -> new Node());
                };
            }
            node.isEnd = true;
        }

        Map<String, Value> project(Map<String, Value> entries) {
            Map<String, Value> projected = new LinkedHashMap<>();
            names.forEach((name, node) -> {
                Value value = node.project(entries.get(name));
                if (value != null) {
                    projected.put(name, value);
                }
            });
            return projected;
        }

        private @Nullable Value project(@Nullable Value value) {
            if (isEnd || value == null) {
                return value;
            }
            if (value instanceof Value.Entries(var entries) && !names.isEmpty()) {
                Map<String, Value> projected = project(entries);
                return projected.isEmpty() ? null : Value.entries(projected);
            }
            if (value instanceof Value.Elements(var elements) && !indexes.isEmpty()) {
                List<Value> projected = new ArrayList<>();
                indexes.forEach((index, node) -> {
                    Value element = index < elements.size() ? node.project(elements.get(index)) : null;
                    if (element != null) {
                        projected.add(element);
                    }
                });
                return projected.isEmpty() ? null : Value.elements(projected);
            }
            return null;
        }
    }
}
