package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.decimal;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.AliasConfiguration;
import dev.gust.wire.model.lambda.AliasRoutingConfiguration;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.DeleteAliasRequest;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.UpdateAliasRequest;
import dev.gust.wire.operation.AwsException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::Lambda::Alias}. */
final class AliasHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::Alias",
            List.of(
                    required("FunctionName", text()).whoseChangeReplaces(),
                    required("Name", text()).whoseChangeReplaces(),
                    required("FunctionVersion", text()),
                    optional("Description", text()),
                    optional(
                            "RoutingConfig",
                            structure(optional(
                                    "AdditionalVersionWeights",
                                    list(structure(
                                            required("FunctionVersion", text()),
                                            required("FunctionWeight", decimal())))))),
                    optional("ProvisionedConcurrencyConfig", ProvisionedEnvironments.TYPE)),
            Set.of("AliasArn"));

    private final OperationCaller operations;
    private final ProvisionedEnvironments provisioned;

    AliasHandler(OperationCaller operations, Clock clock) {
        this.operations = operations;
        this.provisioned = new ProvisionedEnvironments(operations, clock);
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        ResourceState made;
        try {
            made = state(operations.call(
                    context.caller(),
                    LambdaModel.createAlias(),
                    new CreateAliasRequest(
                            properties.requiredText("FunctionName"),
                            properties.requiredText("Name"),
                            properties.requiredText("FunctionVersion"),
                            properties.text("Description").orElse(null),
                            routing(properties))));
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
            made = change(context, properties);
        }
        try {
            provisioned.keep(
                    context, properties.requiredText("FunctionName"), properties.requiredText("Name"), properties);
        } catch (AwsException | ResourceException failed) {
            delete(context, made.physicalId(), properties);
            throw failed;
        }
        return made;
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        ResourceState changed = change(context, after);
        String function = after.requiredText("FunctionName");
        if (after.has("ProvisionedConcurrencyConfig")) {
            provisioned.keep(context, function, after.requiredText("Name"), after);
        } else if (before.has("ProvisionedConcurrencyConfig")) {
            provisioned.end(context, function, after.requiredText("Name"));
        }
        return changed;
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(),
                LambdaModel.deleteAlias(),
                new DeleteAliasRequest(properties.requiredText("FunctionName"), properties.requiredText("Name"))));
    }

    private ResourceState change(ResourceContext context, ResourceProperties properties) {
        return state(operations.call(
                context.caller(),
                LambdaModel.updateAlias(),
                UpdateAliasRequest.builder()
                        .functionName(properties.requiredText("FunctionName"))
                        .name(properties.requiredText("Name"))
                        .functionVersion(properties.requiredText("FunctionVersion"))
                        .description(properties.text("Description").orElse(""))
                        .routingConfig(routing(properties))
                        .build()));
    }

    private static AliasRoutingConfiguration routing(ResourceProperties properties) {
        Map<String, Double> weights = new LinkedHashMap<>();
        properties
                .structure("RoutingConfig")
                .ifPresent(routing -> routing.structures("AdditionalVersionWeights")
                        .forEach(weight -> weights.put(
                                weight.requiredText("FunctionVersion"),
                                weight.decimal("FunctionWeight")
                                        .map(BigDecimal::doubleValue)
                                        .orElse(0.0))));
        return new AliasRoutingConfiguration(weights);
    }

    private static ResourceState state(AliasConfiguration alias) {
        String arn = String.valueOf(alias.aliasArn());
        return ResourceState.of(arn).with("AliasArn", arn);
    }
}
