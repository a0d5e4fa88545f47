package dev.gust.services.s3;

import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.operation.AwsException;
import java.util.List;
import java.util.Set;

/** {@code AWS::S3::BucketPolicy}. */
final class BucketPolicyHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::S3::BucketPolicy",
            List.of(required("Bucket", text()).whoseChangeReplaces(), required("PolicyDocument", json())),
            Set.of());

    private final Buckets buckets;

    BucketPolicyHandler(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        put(context, properties);
        return ResourceState.of(properties.requiredText("Bucket"));
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        put(context, after);
        return ResourceState.of(physicalId);
    }

    private void put(ResourceContext context, ResourceProperties properties) {
        JsonValue document = properties.value("PolicyDocument").orElseThrow();
        String text = document instanceof JsonValue.Str(String written) ? written : document.toJson();
        buckets.policy(properties.requiredText("Bucket"), text, context.caller());
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        try {
            buckets.policy(properties.requiredText("Bucket"), null, context.caller());
        } catch (AwsException e) {
            if (!e.code().equals("NoSuchBucket")) {
                throw e;
            }
        }
    }
}
