package dev.gust.services.ports.resources;

import java.util.List;
import java.util.Set;

/** The type of a property. Structures name every property they support: others are refused. */
public sealed interface PropertyType {
    /** Text; numbers and booleans of a template become text. An empty set of values allows any. */
    record Text(Set<String> values) implements PropertyType {
        public Text {
            values = Set.copyOf(values);
        }
    }

    /** The ARN of something of one of these services. */
    record ArnOf(Set<String> services) implements PropertyType {
        public ArnOf {
            services = Set.copyOf(services);
        }
    }

    /** A whole number; text that is one counts. */
    record Whole() implements PropertyType {}

    /** Any number; text that is one counts. */
    record Decimal() implements PropertyType {}

    /** True or false; the text {@code "true"} or {@code "false"} counts. */
    record Flag() implements PropertyType {}

    /** Any value, as it is: policy documents, event patterns. */
    record Json() implements PropertyType {}

    /** A list; a single value counts as a list of one, as in CloudFormation. */
    record ListOf(PropertyType item) implements PropertyType {}

    /** Names that the template chooses, each with a value of one type. */
    record MapOf(PropertyType value) implements PropertyType {}

    /** Names that the type knows. */
    record Structure(List<Property> properties) implements PropertyType {
        public Structure {
            properties = List.copyOf(properties);
        }
    }

    static PropertyType text() {
        return new Text(Set.of());
    }

    /** Text that is one of these values. */
    static PropertyType oneOf(String... values) {
        return new Text(Set.of(values));
    }

    /** What else it names is refused before anything is made, and not when its turn comes. */
    static PropertyType arnOf(String... services) {
        return new ArnOf(Set.of(services));
    }

    static PropertyType whole() {
        return new Whole();
    }

    static PropertyType decimal() {
        return new Decimal();
    }

    static PropertyType flag() {
        return new Flag();
    }

    static PropertyType json() {
        return new Json();
    }

    static PropertyType list(PropertyType item) {
        return new ListOf(item);
    }

    static PropertyType map(PropertyType value) {
        return new MapOf(value);
    }

    static PropertyType structure(Property... properties) {
        return new Structure(List.of(properties));
    }

    /** The usual list of {@code Key} and {@code Value}. */
    static PropertyType tags() {
        return list(structure(Property.required("Key", text()), Property.required("Value", text())));
    }
}
