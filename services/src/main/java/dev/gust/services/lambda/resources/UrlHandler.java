package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.Cors;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.FunctionUrlAuthType;
import dev.gust.wire.model.lambda.InvokeMode;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigResponse;
import java.util.List;
import java.util.Set;

/** {@code AWS::Lambda::Url}. */
final class UrlHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::Url",
            List.of(
                    required("TargetFunctionArn", text()).whoseChangeReplaces(),
                    optional("Qualifier", text()).whoseChangeReplaces(),
                    required("AuthType", oneOf("AWS_IAM", "NONE")),
                    optional("InvokeMode", oneOf("BUFFERED", "RESPONSE_STREAM")),
                    optional(
                            "Cors",
                            structure(
                                    optional("AllowCredentials", flag()),
                                    optional("AllowHeaders", list(text())),
                                    optional("AllowMethods", list(text())),
                                    optional("AllowOrigins", list(text())),
                                    optional("ExposeHeaders", list(text())),
                                    optional("MaxAge", whole())))),
            Set.of("FunctionUrl", "FunctionArn"));

    private final OperationCaller operations;

    UrlHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        try {
            CreateFunctionUrlConfigResponse url = operations.call(
                    context.caller(),
                    LambdaModel.createFunctionUrlConfig(),
                    CreateFunctionUrlConfigRequest.builder()
                            .functionName(properties.requiredText("TargetFunctionArn"))
                            .qualifier(properties.text("Qualifier").orElse(null))
                            .authType(authType(properties))
                            .invokeMode(WireValues.of(InvokeMode.class, properties.text("InvokeMode")))
                            .cors(properties.has("Cors") ? cors(properties) : null)
                            .build());
            return state(url.functionArn(), url.functionUrl());
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
            return change(context, properties);
        }
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return change(context, after);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.deleteFunctionUrlConfig(),
                new DeleteFunctionUrlConfigRequest(
                        properties.requiredText("TargetFunctionArn"),
                        properties.text("Qualifier").orElse(null))));
    }

    private ResourceState change(ResourceContext context, ResourceProperties properties) {
        UpdateFunctionUrlConfigResponse url = operations.call(
                context.caller(),
                LambdaModel.updateFunctionUrlConfig(),
                UpdateFunctionUrlConfigRequest.builder()
                        .functionName(properties.requiredText("TargetFunctionArn"))
                        .qualifier(properties.text("Qualifier").orElse(null))
                        .authType(authType(properties))
                        .invokeMode(properties
                                .text("InvokeMode")
                                .map(mode -> WireValues.of(InvokeMode.class, mode))
                                .orElse(InvokeMode.BUFFERED))
                        .cors(cors(properties))
                        .build());
        return state(url.functionArn(), url.functionUrl());
    }

    private static FunctionUrlAuthType authType(ResourceProperties properties) {
        return WireValues.of(FunctionUrlAuthType.class, properties.requiredText("AuthType"));
    }

    /** An empty one where the template has none: it takes back what an earlier template allowed. */
    private static Cors cors(ResourceProperties properties) {
        return properties
                .structure("Cors")
                .map(cors -> Cors.builder()
                        .allowCredentials(cors.flag("AllowCredentials").orElse(null))
                        .allowHeaders(cors.texts("AllowHeaders"))
                        .allowMethods(cors.texts("AllowMethods"))
                        .allowOrigins(cors.texts("AllowOrigins"))
                        .exposeHeaders(cors.texts("ExposeHeaders"))
                        .maxAge(WireValues.whole(cors.whole("MaxAge")))
                        .build())
                .orElseGet(() -> Cors.builder().build());
    }

    private static ResourceState state(String functionArn, String url) {
        return ResourceState.of(functionArn).with("FunctionUrl", url).with("FunctionArn", functionArn);
    }
}
