package dev.gust.services.ports.resources;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a template can know of a resource.
 *
 * @param physicalId what {@code Ref} gives and what the next call names the resource by
 * @param attributes what {@code Fn::GetAtt} gives, by name ({@code Endpoint.Address} is one name)
 */
public record ResourceState(String physicalId, Map<String, JsonValue> attributes) {
    public ResourceState {
        attributes = Map.copyOf(attributes);
    }

    public static ResourceState of(String physicalId) {
        return new ResourceState(physicalId, Map.of());
    }

    /** A copy with a text attribute. */
    public ResourceState with(String attribute, String value) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(attributes);
        copy.put(attribute, JsonValue.of(value));
        return new ResourceState(physicalId, copy);
    }
}
