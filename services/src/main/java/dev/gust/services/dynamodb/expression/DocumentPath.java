package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The way to an attribute or into a document: names of attributes and map entries, and indexes of lists. */
public record DocumentPath(List<Step> steps) {
    /** One step of the way. */
    public sealed interface Step {}

    public record Name(String name) implements Step {
        @Override
        public String toString() {
            return name;
        }
    }

    public record Index(int index) implements Step {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    public DocumentPath {
        steps = List.copyOf(steps);
    }

    /** An attribute of the item itself. */
    public static DocumentPath attribute(String name) {
        return new DocumentPath(List.of(new Name(name)));
    }

    /** The attribute of the item where the way begins. */
    public String attribute() {
        return steps.getFirst().toString();
    }

    public boolean isNested() {
        return steps.size() > 1;
    }

    /** What is there, or null when the way leads nowhere. */
    public @Nullable Value resolve(Map<String, Value> item) {
        Value current = item.get(attribute());
        for (int i = 1; i < steps.size() && current != null; i++) {
            current = switch (steps.get(i)) {
                case Name(String name) ->
                    current instanceof Value.Entries map ? map.entries().get(name) : null;
                case Index(int index) ->
                    current instanceof Value.Elements list
                                    && index < list.elements().size()
                            ? list.elements().get(index)
                            : null;
            };
        }
        return current;
    }

    /** As DynamoDB writes a path in its errors. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
