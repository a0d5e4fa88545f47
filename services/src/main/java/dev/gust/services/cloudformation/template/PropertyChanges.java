package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which properties differ between two versions of a resource, and whether that needs a new one. */
public final class PropertyChanges {
    /**
     * A property that differs.
     *
     * @param known whether the new value is known; otherwise it may turn out to be the old one
     */
    public record Change(String property, boolean replaces, boolean known) {}

    private PropertyChanges() {}

    /** The changed properties of the top level, in the schema's order. */
    public static List<Change> between(ResourceSchema schema, JsonValue.Obj before, JsonValue.Obj after) {
        List<Change> changes = new ArrayList<>();
        for (Property property : properties(schema, before, after)) {
            Optional<JsonValue> old = before.get(property.name());
            Optional<JsonValue> fresh = after.get(property.name());
            if (!same(old, fresh)) {
                boolean known = fresh.isEmpty() || !Unknown.isIn(fresh.get());
                changes.add(new Change(property.name(), replaces(property, old, fresh), known));
            }
        }
        return changes;
    }

    /** The schema's properties, and under their own names those that it allows without naming them. */
    private static List<Property> properties(ResourceSchema schema, JsonValue.Obj before, JsonValue.Obj after) {
        Optional<Property> others = schema.property(Property.OTHERS);
        if (others.isEmpty()) {
            return schema.properties();
        }
        List<Property> properties = new ArrayList<>(schema.properties());
        Set<String> names = new LinkedHashSet<>(before.members().keySet());
        names.addAll(after.members().keySet());
        for (String name : names) {
            if (schema.property(name).isEmpty()) {
                properties.add(Property.optional(name, others.get().type()));
            }
        }
        return properties;
    }

    /** Whether this difference touches something that cannot be changed in place. */
    private static boolean replaces(Property property, Optional<JsonValue> before, Optional<JsonValue> after) {
        if (same(before, after)) {
            return false;
        }
        if (property.replacing()) {
            return true;
        }
        if (property.type() instanceof PropertyType.Structure(var members)) {
            return members.stream()
                    .anyMatch(member -> replaces(member, inside(before, member.name()), inside(after, member.name())));
        }
        return false;
    }

    private static Optional<JsonValue> inside(Optional<JsonValue> value, String name) {
        return value.flatMap(given -> given instanceof JsonValue.Obj object ? object.get(name) : Optional.empty());
    }

    /** Equality by meaning: the order of an object's members and the spelling of a number do not count. */
    private static boolean same(Optional<JsonValue> left, Optional<JsonValue> right) {
        return left.isPresent() == right.isPresent() && (left.isEmpty() || same(left.get(), right.orElseThrow()));
    }

    public static boolean same(JsonValue left, JsonValue right) {
        if (left instanceof JsonValue.Num(var a) && right instanceof JsonValue.Num(var b)) {
            return a.compareTo(b) == 0;
        }
        if (left instanceof JsonValue.Array(var a) && right instanceof JsonValue.Array(var b)) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof JsonValue.Obj a && right instanceof JsonValue.Obj b) {
            return a.members().keySet().equals(b.members().keySet())
                    && a.members().keySet().stream().allMatch(name -> same(a.get(name), b.get(name)));
        }
        return left.equals(right);
    }
}
