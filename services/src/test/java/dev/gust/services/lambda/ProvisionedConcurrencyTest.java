package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.AliasRoutingConfiguration;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetAccountSettingsRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.InvalidParameterValueException;
import dev.gust.wire.model.lambda.ListProvisionedConcurrencyConfigsRequest;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyConfigListItem;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyConfigNotFoundException;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyStatusEnum;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.UpdateAliasRequest;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProvisionedConcurrencyTest {
    private final LambdaWorld world = new LambdaWorld();

    @BeforeEach
    void begin() {
        world.create("fast");
        publish();
        world.service.start();
    }

    @AfterEach
    void end() {
        world.service.close();
        world.close();
    }

    @Test
    void startsEnvironmentsAheadAndTellsHowFarItIs() {
        world.runtime.mostReady = 2;
        PutProvisionedConcurrencyConfigResponse put = put("1", 5);
        assertThat(put.status()).isEqualTo(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
        assertThat(put.requestedProvisionedConcurrentExecutions()).isEqualTo(5);
        assertThat(put.allocatedProvisionedConcurrentExecutions()).isZero();

        Await.until(() -> world.runtime.provisioned.getOrDefault("1", 0) == 5);
        assertThat(get("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
        assertThat(get("1").allocatedProvisionedConcurrentExecutions()).isEqualTo(2);
        world.runtime.mostReady = 10;
        assertThat(get("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.READY);
        assertThat(get("1").availableProvisionedConcurrentExecutions()).isEqualTo(5);
    }

    @Test
    void tellsWhyEnvironmentsCanNotBeStarted() {
        world.runtime.mostReady = 1;
        put("1", 5);
        world.runtime.trouble = "no such module";
        assertThat(get("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.FAILED);
        assertThat(get("1").statusReason()).isEqualTo("no such module");
        Await.until(() -> world.runtime.provisioned.getOrDefault("1", 0) == 5);
        world.runtime.mostReady = 10;
        assertThat(get("1").status()).isEqualTo(ProvisionedConcurrencyStatusEnum.READY);
        assertThat(get("1").statusReason()).isNull();
    }

    @Test
    void followsItsAliasAndEndsWhenItIsDeleted() {
        alias("live", "1", null);
        put("live", 3);
        Await.until(() -> world.runtime.provisioned.getOrDefault("1", 0) == 3);
        change();
        publish();
        world.service.updateAlias(
                UpdateAliasRequest.builder()
                        .functionName("fast")
                        .name("live")
                        .functionVersion("2")
                        .build(),
                world.context());
        Await.until(() -> world.runtime.provisioned.getOrDefault("2", 0) == 3
                && world.runtime.provisioned.getOrDefault("1", 9) == 0);

        assertThat(world.service
                        .listProvisionedConcurrencyConfigs(
                                new ListProvisionedConcurrencyConfigsRequest("fast", null, null), world.context())
                        .provisionedConcurrencyConfigs())
                .extracting(ProvisionedConcurrencyConfigListItem::functionArn)
                .containsExactly("arn:aws:lambda:eu-west-1:000000000000:function:fast:live");
        delete("live");
        Await.until(() -> world.runtime.provisioned.get("2") == 0);
        assertThatThrownBy(() -> get("live"))
                .isInstanceOf(ProvisionedConcurrencyConfigNotFoundException.class)
                .hasMessage("No Provisioned Concurrency Config found for this function");
    }

    @Test
    void dividesAmongTheVersionsOfAnAlias() {
        change();
        publish();
        alias("live", "1", new AliasRoutingConfiguration(Map.of("2", 0.3)));
        put("live", 10);

        Await.until(() -> world.runtime.provisioned.getOrDefault("1", 0) == 7
                && world.runtime.provisioned.getOrDefault("2", 0) == 3);
    }

    @Test
    void countsAgainstTheAccountAndTheReservation() {
        put("1", 40);
        assertThat(world.service
                        .getAccountSettings(new GetAccountSettingsRequest(), world.context())
                        .accountLimit()
                        .unreservedConcurrentExecutions())
                .isEqualTo(960);
        assertThatThrownBy(() -> put("1", 901))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining(
                        "decreases account's UnreservedConcurrentExecution below its minimum value of [100]");
        assertThatThrownBy(() -> put("1", 1001)).hasMessageContaining("unreserved concurrency [1000]");
        assertThatThrownBy(() -> world.service.putFunctionConcurrency(
                        new PutFunctionConcurrencyRequest("fast", 30), world.context()))
                .hasMessageContaining("should not be lower than function's total provisioned concurrency 40");
        world.service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("fast", 50), world.context());
        assertThatThrownBy(() -> put("1", 51))
                .hasMessage("Requested Provisioned Concurrency should not be greater than the"
                        + " reservedConcurrentExecution for function");
    }

    @Test
    void refusesWhatIsNotPublishedAndWhatIsTakenAlready() {
        assertThatThrownBy(() -> put("$LATEST", 1))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        alias("live", "1", null);
        put("live", 1);
        assertThatThrownBy(() -> put("1", 1))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("Version is pointed by a Provisioned Concurrency alias");
        delete("live");
        put("1", 1);
        assertThatThrownBy(() -> put("live", 1))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageStartingWith("Alias can't be used for Provisioned Concurrency configuration");
    }

    @Test
    void goesWithItsFunction() {
        put("1", 2);
        Await.until(() -> world.runtime.provisioned.getOrDefault("1", 0) == 2);
        world.service.deleteFunction(new DeleteFunctionRequest("fast", null), world.context());
        world.create("other");
        world.service.publishVersion(
                PublishVersionRequest.builder().functionName("other").build(), world.context());
        world.service.putProvisionedConcurrencyConfig(
                new PutProvisionedConcurrencyConfigRequest("other", "1", 9), world.context());

        Await.until(() -> world.runtime.provisioned.get("1") != 2);
    }

    private PutProvisionedConcurrencyConfigResponse put(String qualifier, int environments) {
        return world.service.putProvisionedConcurrencyConfig(
                new PutProvisionedConcurrencyConfigRequest("fast", qualifier, environments), world.context());
    }

    private GetProvisionedConcurrencyConfigResponse get(String qualifier) {
        return world.service.getProvisionedConcurrencyConfig(
                new GetProvisionedConcurrencyConfigRequest("fast", qualifier), world.context());
    }

    private void delete(String qualifier) {
        world.service.deleteProvisionedConcurrencyConfig(
                new DeleteProvisionedConcurrencyConfigRequest("fast", qualifier), world.context());
    }

    private void publish() {
        world.service.publishVersion(
                PublishVersionRequest.builder().functionName("fast").build(), world.context());
    }

    private void change() {
        world.service.updateFunctionConfiguration(
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("fast")
                        .timeout(7)
                        .build(),
                world.context());
    }

    private void alias(String name, String version, AliasRoutingConfiguration routing) {
        world.service.createAlias(new CreateAliasRequest("fast", name, version, null, routing), world.context());
    }
}
