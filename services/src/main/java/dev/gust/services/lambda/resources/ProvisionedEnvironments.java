package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyStatusEnum;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigRequest;
import java.time.Duration;

/** The property {@code ProvisionedConcurrencyConfig} of versions and aliases. A step ends when the environments are ready. */
final class ProvisionedEnvironments {
    static final PropertyType TYPE = structure(required("ProvisionedConcurrentExecutions", whole()));

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final OperationCaller operations;
    private final Clock clock;

    ProvisionedEnvironments(OperationCaller operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    /** Asks for what the properties say, if they say anything, and waits for it. */
    void keep(ResourceContext context, String function, String qualifier, ResourceProperties properties) {
        properties
                .structure("ProvisionedConcurrencyConfig")
                .flatMap(config -> config.whole("ProvisionedConcurrentExecutions"))
                .map(Math::toIntExact)
                .ifPresent(wanted -> {
                    operations.call(
                            context.caller(),
                            LambdaModel.putProvisionedConcurrencyConfig(),
                            new PutProvisionedConcurrencyConfigRequest(function, qualifier, wanted));
                    awaitReady(context, function, qualifier);
                });
    }

    void end(ResourceContext context, String function, String qualifier) {
        operations.call(
                context.caller(),
                LambdaModel.deleteProvisionedConcurrencyConfig(),
                new DeleteProvisionedConcurrencyConfigRequest(function, qualifier));
    }

    private void awaitReady(ResourceContext context, String function, String qualifier) {
        while (true) {
            GetProvisionedConcurrencyConfigResponse config = operations.call(
                    context.caller(),
                    LambdaModel.getProvisionedConcurrencyConfig(),
                    new GetProvisionedConcurrencyConfigRequest(function, qualifier));
            if (config.status() == ProvisionedConcurrencyStatusEnum.READY) {
                return;
            }
            if (clock.instant().isAfter(context.caller().deadline())) {
                throw new ResourceException(
                        ResourceException.Code.NOT_STABILIZED,
                        "Provisioned concurrency of " + function + ":" + qualifier + " has "
                                + config.allocatedProvisionedConcurrentExecutions() + " of "
                                + config.requestedProvisionedConcurrentExecutions()
                                + " environments, and time is over.");
            }
            pause();
        }
    }

    private void pause() {
        try {
            clock.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ResourceException(
                    ResourceException.Code.NOT_STABILIZED, "Gust is stopping; the step is repeated at the next start.");
        }
    }
}
