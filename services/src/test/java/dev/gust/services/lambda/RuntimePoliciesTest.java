package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.GetFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigResponse;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.model.lambda.PutFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.PutRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.RecursiveLoop;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateRuntimeOn;
import dev.gust.wire.operation.NotImplementedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimePoliciesTest {
    private final LambdaWorld world = new LambdaWorld();

    @BeforeEach
    void create() {
        world.create("hello");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void runtimesAreTheMachinesOwnAndChangeWithIt() {
        world.service.publishVersion(
                PublishVersionRequest.builder().functionName("hello").build(), world.context());
        GetRuntimeManagementConfigResponse told = runtime("hello", "1");
        assertThat(told.updateRuntimeOn()).isEqualTo(UpdateRuntimeOn.AUTO);
        assertThat(told.functionArn()).endsWith(":function:hello:1");
        assertThat(runtime("hello", null).functionArn()).endsWith(":function:hello:$LATEST");

        assertThat(world.service
                        .putRuntimeManagementConfig(put(UpdateRuntimeOn.AUTO), world.context())
                        .updateRuntimeOn())
                .isEqualTo(UpdateRuntimeOn.AUTO);
        assertThatThrownBy(() ->
                        world.service.putRuntimeManagementConfig(put(UpdateRuntimeOn.FUNCTION_UPDATE), world.context()))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("UpdateRuntimeOn");
        assertThatThrownBy(() -> runtime("nobody", null)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void loopsAreNotEnded() {
        assertThat(world.service
                        .getFunctionRecursionConfig(new GetFunctionRecursionConfigRequest("hello"), world.context())
                        .recursiveLoop())
                .isEqualTo(RecursiveLoop.ALLOW);
        assertThat(world.service
                        .putFunctionRecursionConfig(
                                new PutFunctionRecursionConfigRequest("hello", RecursiveLoop.ALLOW), world.context())
                        .recursiveLoop())
                .isEqualTo(RecursiveLoop.ALLOW);
        assertThatThrownBy(() -> world.service.putFunctionRecursionConfig(
                        new PutFunctionRecursionConfigRequest("hello", RecursiveLoop.TERMINATE), world.context()))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("RecursiveLoop");
    }

    private GetRuntimeManagementConfigResponse runtime(String function, @Nullable String qualifier) {
        return world.service.getRuntimeManagementConfig(
                new GetRuntimeManagementConfigRequest(function, qualifier), world.context());
    }

    private static PutRuntimeManagementConfigRequest put(UpdateRuntimeOn when) {
        return PutRuntimeManagementConfigRequest.builder()
                .functionName("hello")
                .updateRuntimeOn(when)
                .build();
    }
}
