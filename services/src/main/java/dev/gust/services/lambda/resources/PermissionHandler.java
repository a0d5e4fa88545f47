package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.FunctionUrlAuthType;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.ResourceConflictException;
import java.util.List;
import java.util.Set;

/** {@code AWS::Lambda::Permission}: one statement of a function's policy; every change makes a new one. */
final class PermissionHandler implements ResourceHandler {
    private static final int MAXIMUM_STATEMENT_ID = 100;
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::Permission",
            List.of(
                    required("Action", text()).whoseChangeReplaces(),
                    required("FunctionName", text()).whoseChangeReplaces(),
                    required("Principal", text()).whoseChangeReplaces(),
                    optional("SourceArn", text()).whoseChangeReplaces(),
                    optional("SourceAccount", text()).whoseChangeReplaces(),
                    optional("EventSourceToken", text()).whoseChangeReplaces(),
                    optional("FunctionUrlAuthType", text()).whoseChangeReplaces(),
                    optional("InvokedViaFunctionUrl", flag()).whoseChangeReplaces(),
                    optional("PrincipalOrgID", text()).whoseChangeReplaces()),
            Set.of("Id"));

    private final OperationCaller operations;

    PermissionHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedName(MAXIMUM_STATEMENT_ID);
        try {
            operations.call(
                    context.caller(),
                    LambdaModel.addPermission(),
                    AddPermissionRequest.builder()
                            .functionName(properties.requiredText("FunctionName"))
                            .statementId(id)
                            .action(properties.requiredText("Action"))
                            .principal(properties.requiredText("Principal"))
                            .sourceArn(properties.text("SourceArn").orElse(null))
                            .sourceAccount(properties.text("SourceAccount").orElse(null))
                            .eventSourceToken(
                                    properties.text("EventSourceToken").orElse(null))
                            .functionUrlAuthType(
                                    WireValues.of(FunctionUrlAuthType.class, properties.text("FunctionUrlAuthType")))
                            .invokedViaFunctionUrl(
                                    properties.flag("InvokedViaFunctionUrl").orElse(null))
                            .principalOrgID(properties.text("PrincipalOrgID").orElse(null))
                            .build());
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        return ResourceState.of(id).with("Id", id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return ResourceState.of(physicalId).with("Id", physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.removePermission(),
                new RemovePermissionRequest(properties.requiredText("FunctionName"), physicalId, null, null)));
    }
}
