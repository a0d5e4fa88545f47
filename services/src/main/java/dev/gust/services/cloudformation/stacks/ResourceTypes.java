package dev.gust.services.cloudformation.stacks;

import dev.gust.services.ports.resources.ResourceHandler;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resource types that Gust knows, with their handlers. */
public final class ResourceTypes {
    private static final String CUSTOM = "AWS::CloudFormation::CustomResource";

    private final Map<String, ResourceHandler> handlers = new LinkedHashMap<>();

    public ResourceTypes(Collection<? extends ResourceHandler> all) {
        for (ResourceHandler handler : all) {
            ResourceHandler other = handlers.put(handler.schema().type(), handler);
            if (other != null) {
                throw new IllegalStateException(
                        "two handlers for " + handler.schema().type());
            }
        }
    }

    /** The handler of a type; every {@code Custom::} type is one. */
    public Optional<ResourceHandler> find(String type) {
        return Optional.ofNullable(handlers.get(type.startsWith("Custom::") ? CUSTOM : type));
    }

    ResourceHandler handler(String type) {
        return find(type).orElseThrow(() -> new IllegalStateException("no handler for " + type));
    }

    public Set<String> names() {
        return Set.copyOf(handlers.keySet());
    }
}
