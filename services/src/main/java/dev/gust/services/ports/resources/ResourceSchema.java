package dev.gust.services.ports.resources;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a template may say about a type and ask of it. Name here only what the handler honours.
 *
 * @param attributes the names that {@code Fn::GetAtt} knows; {@link #ANY_ATTRIBUTE} where the resource decides
 */
public record ResourceSchema(String type, List<Property> properties, Set<String> attributes) {
    public static final String ANY_ATTRIBUTE = "*";

    public ResourceSchema {
        properties = List.copyOf(properties);
        attributes = Set.copyOf(attributes);
    }

    public Optional<Property> property(String name) {
        return properties.stream()
                .filter(property -> property.name().equals(name))
                .findFirst();
    }

    public boolean hasAttribute(String name) {
        return attributes.contains(name) || attributes.contains(ANY_ATTRIBUTE);
    }
}
