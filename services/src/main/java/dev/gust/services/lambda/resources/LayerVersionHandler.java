package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.DeleteLayerVersionRequest;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishLayerVersionResponse;
import java.util.List;
import java.util.Set;

/**
 * {@code AWS::Lambda::LayerVersion}: every change publishes another. A crash between publishing and its record publishes a
 * second one; the first has no owner then and is harmless but for its space.
 */
final class LayerVersionHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::LayerVersion",
            List.of(
                    optional("LayerName", text()).whoseChangeReplaces(),
                    required(
                                    "Content",
                                    structure(
                                            required("S3Bucket", text()),
                                            required("S3Key", text()),
                                            optional("S3ObjectVersion", text())))
                            .whoseChangeReplaces(),
                    optional("CompatibleRuntimes", list(text())).whoseChangeReplaces(),
                    optional("CompatibleArchitectures", list(oneOf("x86_64", "arm64")))
                            .whoseChangeReplaces(),
                    optional("Description", text()).whoseChangeReplaces(),
                    optional("LicenseInfo", text()).whoseChangeReplaces()),
            Set.of("LayerVersionArn"));

    private final OperationCaller operations;

    LayerVersionHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        ResourceProperties content = properties.structure("Content").orElseThrow();
        PublishLayerVersionResponse version = operations.call(
                context.caller(),
                LambdaModel.publishLayerVersion(),
                PublishLayerVersionRequest.builder()
                        .layerName(properties.text("LayerName").orElse(context.logicalId()))
                        .content(new LayerVersionContentInput(
                                content.requiredText("S3Bucket"),
                                content.requiredText("S3Key"),
                                content.text("S3ObjectVersion").orElse(null),
                                null))
                        .compatibleRuntimes(properties.texts("CompatibleRuntimes"))
                        .compatibleArchitectures(properties.texts("CompatibleArchitectures").stream()
                                .map(text -> WireValues.of(Architecture.class, text))
                                .toList())
                        .description(properties.text("Description").orElse(null))
                        .licenseInfo(properties.text("LicenseInfo").orElse(null))
                        .build());
        return state(String.valueOf(version.layerVersionArn()));
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        int colon = physicalId.lastIndexOf(':');
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.deleteLayerVersion(),
                new DeleteLayerVersionRequest(
                        physicalId.substring(0, colon), Long.parseLong(physicalId.substring(colon + 1)))));
    }

    private static ResourceState state(String arn) {
        return ResourceState.of(arn).with("LayerVersionArn", arn);
    }
}
