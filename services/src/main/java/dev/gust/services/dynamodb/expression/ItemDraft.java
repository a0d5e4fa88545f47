package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An item being changed. Indexes always mean the lists as they were: what is removed leaves a gap, and what is set
 * beyond the end waits, until {@link #finish()} closes the gaps and appends in the order of the indexes.
 */
final class ItemDraft {
    private final Branch root;

    ItemDraft(Map<String, Value> item) {
        this.root = new MapBranch(item);
    }

    void set(DocumentPath path, Value value) {
        parentOf(path).put(path.steps().getLast(), new Leaf(value));
    }

    void remove(DocumentPath path) {
        parentOf(path).remove(path.steps().getLast());
    }

    /** The way must lead to a place that can be set or removed; it may be empty. */
    void requirePath(DocumentPath path) {
        parentOf(path);
    }

    /** What was there before any change, once the way to it is known to be one that can be updated. */
    @Nullable
    Value original(DocumentPath path, Map<String, Value> item) {
        parentOf(path).requireStep(path.steps().getLast());
        return path.resolve(item);
    }

    Map<String, Value> finish() {
        if (root.build() instanceof Value.Entries(var entries)) {
            return entries;
        }
        throw new IllegalStateException("an item is a map");
    }

    private Branch parentOf(DocumentPath path) {
        Branch branch = root;
        for (DocumentPath.Step step : path.steps().subList(0, path.steps().size() - 1)) {
            branch = branch.open(step);
        }
        branch.requireStep(path.steps().getLast());
        return branch;
    }

    private static InvalidInputException invalidPath() {
        return new InvalidInputException("The document path provided in the update expression is invalid for update");
    }

    private sealed interface Node {
        Value build();
    }

    private record Leaf(Value value) implements Node {
        @Override
        public Value build() {
            return value;
        }
    }

    private sealed interface Branch extends Node {
        /** The branch one step further, ready to be changed. */
        Branch open(DocumentPath.Step step);

        void put(DocumentPath.Step step, Node node);

        void remove(DocumentPath.Step step);

        /** A list has indexes, a map has names. */
        void requireStep(DocumentPath.Step step);
    }

    private static Branch branch(@Nullable Node node) {
        return switch (node) {
            case null -> throw invalidPath();
            case Branch branch -> branch;
            case Leaf(Value.Entries(var entries)) -> new MapBranch(entries);
            case Leaf(Value.Elements(var elements)) -> new ListBranch(elements);
            case Leaf _ -> throw invalidPath();
        };
    }

    private static final class MapBranch implements Branch {
        private final Map<String, Node> nodes = new LinkedHashMap<>();

        MapBranch(Map<String, Value> entries) {
            entries.forEach((name, value) -> nodes.put(name, new Leaf(value)));
        }

        @Override
        public Branch open(DocumentPath.Step step) {
            String name = name(step);
            Branch branch = branch(nodes.get(name));
            nodes.put(name, branch);
            return branch;
        }

        @Override
        public void put(DocumentPath.Step step, Node node) {
            nodes.put(name(step), node);
        }

        @Override
        public void remove(DocumentPath.Step step) {
            nodes.remove(name(step));
        }

        @Override
        public void requireStep(DocumentPath.Step step) {
            name(step);
        }

        private static String name(DocumentPath.Step step) {
            if (step instanceof DocumentPath.Name(String name)) {
                return name;
            }
            throw invalidPath();
        }

        @Override
        public Value build() {
            Map<String, Value> entries = new LinkedHashMap<>();
            nodes.forEach((name, node) -> entries.put(name, node.build()));
            return Value.entries(entries);
        }
    }

    private static final class ListBranch implements Branch {
        private final List<@Nullable Node> nodes = new ArrayList<>();
        private final TreeMap<Integer, Node> beyond = new TreeMap<>();

        ListBranch(List<Value> elements) {
            elements.forEach(element -> nodes.add(new Leaf(element)));
        }

        @Override
        public Branch open(DocumentPath.Step step) {
            int index = index(step);
            Branch branch = branch(index < nodes.size() ? nodes.get(index) : null);
            nodes.set(index, branch);
            return branch;
        }

        @Override
        public void put(DocumentPath.Step step, Node node) {
            int index = index(step);
            if (index < nodes.size()) {
                nodes.set(index, node);
            } else {
                beyond.put(index, node);
            }
        }

        @Override
        public void remove(DocumentPath.Step step) {
            int index = index(step);
            if (index < nodes.size()) {
                nodes.set(index, null);
            }
        }

        @Override
        public void requireStep(DocumentPath.Step step) {
            index(step);
        }

        private static int index(DocumentPath.Step step) {
            if (step instanceof DocumentPath.Index(int index)) {
                return index;
            }
            throw invalidPath();
        }

        @Override
        public Value build() {
            List<Value> elements = new ArrayList<>();
            for (Node node : nodes) {
                if (node != null) {
                    elements.add(node.build());
                }
            }
            beyond.values().forEach(node -> elements.add(node.build()));
            return Value.elements(elements);
        }
    }
}
