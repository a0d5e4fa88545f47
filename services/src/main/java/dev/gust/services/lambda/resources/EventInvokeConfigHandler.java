package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.OnSuccess;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import java.util.List;
import java.util.Set;

/** {@code AWS::Lambda::EventInvokeConfig}. Putting it again is the same, so a step that runs twice does no harm. */
final class EventInvokeConfigHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::EventInvokeConfig",
            List.of(
                    required("FunctionName", text()).whoseChangeReplaces(),
                    required("Qualifier", text()).whoseChangeReplaces(),
                    optional("MaximumEventAgeInSeconds", whole()),
                    optional("MaximumRetryAttempts", whole()),
                    optional(
                            "DestinationConfig",
                            structure(
                                    optional("OnSuccess", structure(required("Destination", text()))),
                                    optional("OnFailure", structure(required("Destination", text())))))),
            Set.of());

    private final OperationCaller operations;

    EventInvokeConfigHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        operations.call(
                context.caller(),
                LambdaModel.putFunctionEventInvokeConfig(),
                PutFunctionEventInvokeConfigRequest.builder()
                        .functionName(properties.requiredText("FunctionName"))
                        .qualifier(properties.requiredText("Qualifier"))
                        .maximumEventAgeInSeconds(WireValues.whole(properties.whole("MaximumEventAgeInSeconds")))
                        .maximumRetryAttempts(WireValues.whole(properties.whole("MaximumRetryAttempts")))
                        .destinationConfig(properties
                                .structure("DestinationConfig")
                                .map(EventInvokeConfigHandler::destinations)
                                .orElse(null))
                        .build());
        return ResourceState.of(properties.requiredText("FunctionName") + '|' + properties.requiredText("Qualifier"));
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return create(context, after);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.deleteFunctionEventInvokeConfig(),
                new DeleteFunctionEventInvokeConfigRequest(
                        properties.requiredText("FunctionName"), properties.requiredText("Qualifier"))));
    }

    private static DestinationConfig destinations(ResourceProperties config) {
        return new DestinationConfig(
                new OnSuccess(config.structure("OnSuccess")
                        .map(success -> success.requiredText("Destination"))
                        .orElse(null)),
                new OnFailure(config.structure("OnFailure")
                        .map(failure -> failure.requiredText("Destination"))
                        .orElse(null)));
    }
}
