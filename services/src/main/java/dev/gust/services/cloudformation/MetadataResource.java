package dev.gust.services.cloudformation;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import java.util.List;
import java.util.Set;

/** {@code AWS::CDK::Metadata}: what the CDK says of itself in its templates. It makes nothing, on AWS neither. */
public final class MetadataResource implements ResourceHandler {
    private static final ResourceSchema SCHEMA =
            new ResourceSchema("AWS::CDK::Metadata", List.of(optional("Analytics", text())), Set.of());
    private static final int LONGEST_NAME = 255;

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        return ResourceState.of(context.generatedName(LONGEST_NAME));
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return ResourceState.of(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        // There is nothing that could be deleted.
    }
}
