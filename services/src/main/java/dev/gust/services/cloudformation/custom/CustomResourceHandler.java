package dev.gust.services.cloudformation.custom;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.model.lambda.LambdaModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** {@code AWS::CloudFormation::CustomResource} and every {@code Custom::} type, made by functions. */
public final class CustomResourceHandler implements ResourceHandler {
    private static final long LONGEST_SECONDS = 3600;
    private static final int LONGEST_FAILURE = 64 * 1024;
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::CloudFormation::CustomResource",
            List.of(required("ServiceToken", text()), optional("ServiceTimeout", whole()), Property.others(json())),
            Set.of(ResourceSchema.ANY_ATTRIBUTE));

    private final OperationCaller operations;
    private final CustomAnswers answers;

    public CustomResourceHandler(OperationCaller operations, CustomAnswers answers) {
        this.operations = operations;
        this.answers = answers;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        return state(
                context,
                CustomRequest.of(CustomRequest.Kind.CREATE, context, Optional.empty(), properties, Optional.empty()));
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        if (!before.text("ServiceToken").equals(after.text("ServiceToken"))) {
            throw new ResourceException(
                    ResourceException.Code.NOT_UPDATABLE, "Modifying service token is not allowed.");
        }
        return state(
                context,
                CustomRequest.of(
                        CustomRequest.Kind.UPDATE, context, Optional.of(physicalId), after, Optional.of(before)));
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        answer(
                context,
                CustomRequest.of(
                        CustomRequest.Kind.DELETE, context, Optional.of(physicalId), properties, Optional.empty()));
    }

    private ResourceState state(ResourceContext context, CustomRequest request) {
        CustomAnswer answer = answer(context, request);
        String physicalId = answer.physicalId()
                .orElseThrow(() ->
                        CustomAnswer.failed("Invalid PhysicalResourceId: there is none.", request, Optional.empty()));
        return new ResourceState(physicalId, answer.data());
    }

    private CustomAnswer answer(ResourceContext context, CustomRequest request) {
        String provider = request.properties().requiredText("ServiceToken");
        if (Arn.parse(provider).filter(arn -> arn.service().equals("lambda")).isEmpty()) {
            throw ResourceException.invalid("ServiceToken is " + provider
                    + ", but must be the ARN of a function: Gust knows no other providers of custom resources.");
        }
        try (CustomAnswers.Awaited awaited = answers.expect()) {
            call(context, provider, request, awaited);
            CustomAnswer answer = CustomAnswer.of(awaited.await(timeout(request.properties())), request);
            if (!answer.success()) {
                throw CustomAnswer.failed(
                        "Received response status [FAILED] from custom resource. Message returned: " + answer.reason(),
                        request,
                        answer.physicalId());
            }
            return answer;
        } catch (TimeoutException e) {
            throw CustomAnswer.failed(
                    "CloudFormation did not receive a response from your Custom Resource. Please check your logs for"
                            + " requestId [" + request.requestId() + "].",
                    request,
                    Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops while a custom resource is waited for", e);
        }
    }

    private void call(ResourceContext context, String provider, CustomRequest request, CustomAnswers.Awaited awaited) {
        InvocationResponse response = operations.call(
                context.caller(),
                LambdaModel.invoke(),
                InvocationRequest.builder()
                        .functionName(provider)
                        .payload(Payload.of(request.payload(awaited.address())))
                        .build());
        // One that has answered may end as it likes.
        if (response.functionError() != null && !awaited.isAnswered()) {
            throw CustomAnswer.failed(
                    "The function " + provider + " failed before it answered: " + message(response)
                            + " Its log says more.",
                    request,
                    Optional.empty());
        }
    }

    private static String message(InvocationResponse response) {
        Payload payload = response.payload();
        if (payload == null) {
            return String.valueOf(response.functionError());
        }
        try {
            String text = new String(payload.readAll(LONGEST_FAILURE), StandardCharsets.UTF_8);
            return JsonText.parse(text) instanceof JsonValue.Obj error
                    ? error.string("errorMessage").orElse(text)
                    : text;
        } catch (JsonSyntaxException e) {
            return String.valueOf(response.functionError());
        } catch (IOException e) {
            throw new UncheckedIOException("what a function answered is in memory", e);
        }
    }

    private static Duration timeout(ResourceProperties properties) {
        long seconds = properties.whole("ServiceTimeout").orElse(LONGEST_SECONDS);
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw ResourceException.invalid("ServiceTimeout is " + seconds + ", but must be 1 to " + LONGEST_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }
}
