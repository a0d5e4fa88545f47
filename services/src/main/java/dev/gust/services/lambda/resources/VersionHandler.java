package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ListVersionsByFunctionRequest;
import dev.gust.wire.model.lambda.ListVersionsByFunctionResponse;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.operation.AwsException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code AWS::Lambda::Version}: never changed, and made only of what is not published yet. */
final class VersionHandler implements ResourceHandler {
    private static final String TYPE = "AWS::Lambda::Version";
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            TYPE,
            List.of(
                    required("FunctionName", text()).whoseChangeReplaces(),
                    optional("Description", text()).whoseChangeReplaces(),
                    optional("CodeSha256", text()).whoseChangeReplaces(),
                    optional("ProvisionedConcurrencyConfig", ProvisionedEnvironments.TYPE)
                            .whoseChangeReplaces()),
            Set.of("Version", "FunctionArn"));

    private final OperationCaller operations;
    private final ProvisionedEnvironments provisioned;

    VersionHandler(OperationCaller operations, Clock clock) {
        this.operations = operations;
        this.provisioned = new ProvisionedEnvironments(operations, clock);
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String function = properties.requiredText("FunctionName");
        Set<String> before = published(context, function);
        FunctionConfiguration version = operations.call(
                context.caller(),
                LambdaModel.publishVersion(),
                PublishVersionRequest.builder()
                        .functionName(function)
                        .codeSha256(properties.text("CodeSha256").orElse(null))
                        .description(properties.text("Description").orElse(null))
                        .build());
        String number = String.valueOf(version.version());
        // The version of another resource would be deleted twice.
        if (before.contains(number) && !context.resumed()) {
            throw new ResourceException(
                    ResourceException.Code.ALREADY_EXISTS,
                    "A version for this Lambda function exists ( " + number
                            + " ). Modify the function to create a new version.");
        }
        String arn = String.valueOf(version.functionArn());
        try {
            provisioned.keep(context, function, number, properties);
        } catch (AwsException | ResourceException failed) {
            delete(context, arn, properties);
            throw failed;
        }
        return ResourceState.of(arn).with("Version", number).with("FunctionArn", arn);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return ResourceState.of(physicalId)
                .with("Version", physicalId.substring(physicalId.lastIndexOf(':') + 1))
                .with("FunctionArn", physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(), LambdaModel.deleteFunction(), new DeleteFunctionRequest(physicalId, null)));
    }

    private Set<String> published(ResourceContext context, String function) {
        Set<String> numbers = new HashSet<>();
        String marker = null;
        do {
            ListVersionsByFunctionResponse page = operations.call(
                    context.caller(),
                    LambdaModel.listVersionsByFunction(),
                    new ListVersionsByFunctionRequest(function, marker, null));
            page.versions().forEach(version -> numbers.add(String.valueOf(version.version())));
            marker = page.nextMarker();
        } while (marker != null);
        return numbers;
    }
}
