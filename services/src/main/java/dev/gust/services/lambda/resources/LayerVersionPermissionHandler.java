package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.AddLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.ResourceConflictException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code AWS::Lambda::LayerVersionPermission}: one statement of a layer version's policy; every change makes a new one. */
final class LayerVersionPermissionHandler implements ResourceHandler {
    private static final int MAXIMUM_STATEMENT_ID = 100;
    /** The layer's ARN, the version, and behind {@code #} the statement: as AWS names such a resource. */
    private static final Pattern ID = Pattern.compile("(arn:.+:layer:[^:]+):([0-9]{1,18})(?:#(.+))?");

    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::LayerVersionPermission",
            List.of(
                    required("Action", text()).whoseChangeReplaces(),
                    required("LayerVersionArn", text()).whoseChangeReplaces(),
                    required("Principal", text()).whoseChangeReplaces(),
                    optional("OrganizationId", text()).whoseChangeReplaces()),
            Set.of("Id"));

    private final OperationCaller operations;

    LayerVersionPermissionHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String layerVersion = properties.requiredText("LayerVersionArn");
        Matcher arn = parsed(layerVersion);
        String statement = context.generatedName(MAXIMUM_STATEMENT_ID);
        try {
            operations.call(
                    context.caller(),
                    LambdaModel.addLayerVersionPermission(),
                    AddLayerVersionPermissionRequest.builder()
                            .layerName(arn.group(1))
                            .versionNumber(Long.parseLong(arn.group(2)))
                            .statementId(statement)
                            .action(properties.requiredText("Action"))
                            .principal(properties.requiredText("Principal"))
                            .organizationId(properties.text("OrganizationId").orElse(null))
                            .build());
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        return state(layerVersion + '#' + statement);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Matcher id = parsed(physicalId);
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.removeLayerVersionPermission(),
                new RemoveLayerVersionPermissionRequest(id.group(1), Long.parseLong(id.group(2)), id.group(3), null)));
    }

    private static Matcher parsed(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw ResourceException.invalid(id + " is not the ARN of a layer's version.");
        }
        return matcher;
    }

    private static ResourceState state(String id) {
        return ResourceState.of(id).with("Id", id);
    }
}
