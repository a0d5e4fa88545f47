package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.AddLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.DeleteLayerVersionRequest;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyRequest;
import dev.gust.wire.model.lambda.GetLayerVersionRequest;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.LayerVersionsListItem;
import dev.gust.wire.model.lambda.ListLayerVersionsRequest;
import dev.gust.wire.model.lambda.ListLayerVersionsResponse;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Blob;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final String STRANGER = "123456789012";
    private static final String SHARED = "arn:aws:lambda:eu-west-1:000000000000:layer:shared";

    private final LambdaWorld world = new LambdaWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theirArnsMeanTheOwnersLayers() {
        publish("shared", world.context());
        publish("shared", world.context(STRANGER));
        CallContext stranger = world.context(STRANGER);

        denied(() -> publish(SHARED, stranger));
        denied(() -> world.service.listLayerVersions(
                ListLayerVersionsRequest.builder().layerName(SHARED).build(), stranger));
        denied(() -> world.service.deleteLayerVersion(new DeleteLayerVersionRequest(SHARED, 1L), stranger));
        denied(() -> world.service.addLayerVersionPermission(permission(SHARED), stranger));
        denied(() -> world.service.getLayerVersionPolicy(new GetLayerVersionPolicyRequest(SHARED, 1L), stranger));
        denied(() -> world.service.removeLayerVersionPermission(
                new RemoveLayerVersionPermissionRequest(SHARED, 1L, "all", null), stranger));
        denied(() -> world.service.getLayerVersion(new GetLayerVersionRequest(SHARED, 1L), stranger));

        world.service.addLayerVersionPermission(permission(SHARED), world.context());
        assertThat(world.service
                        .getLayerVersion(new GetLayerVersionRequest(SHARED, 1L), stranger)
                        .layerVersionArn())
                .isEqualTo(SHARED + ":1");
        assertThat(world.service
                        .getLayerVersion(new GetLayerVersionRequest("shared", 1L), stranger)
                        .layerVersionArn())
                .contains(STRANGER);
        assertThatThrownBy(() -> world.service.getLayerVersion(
                        new GetLayerVersionRequest(SHARED.replace("eu-west-1", "us-east-1"), 1L), world.context()))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void versionsAreListedNewestFirstAndInPages() {
        for (int i = 0; i < 5; i++) {
            publish("shared", world.context());
        }
        ListLayerVersionsResponse first = list(null);
        ListLayerVersionsResponse second = list(first.nextMarker());
        ListLayerVersionsResponse third = list(second.nextMarker());

        assertThat(first.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(5L, 4L);
        assertThat(second.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(3L, 2L);
        assertThat(third.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(1L);
        assertThat(third.nextMarker()).isNull();
        assertThatThrownBy(() -> list("nonsense")).hasMessageContaining("Invalid marker");
    }

    @Test
    void codeAndLayersHaveOneLimitTogether() {
        publish("shared", world.context());
        world.runtime.bytesEach = 131_072_001;
        assertThatThrownBy(() -> world.service.createFunction(
                        world.function("f").layers(List.of(SHARED + ":1")).build(), world.context()))
                .hasMessage("Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. "
                        + "The actual size is 262144002 bytes.");
        world.create("f");
        assertThatThrownBy(() -> world.service.updateFunctionConfiguration(
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("f")
                                .layers(List.of(SHARED + ":1"))
                                .build(),
                        world.context()))
                .hasMessageStartingWith("Function code combined with layers exceeds");
        world.runtime.bytesEach = 131_072_000;
        world.service.createFunction(
                world.function("g").layers(List.of(SHARED + ":1")).build(), world.context());
    }

    private ListLayerVersionsResponse list(@Nullable String marker) {
        return world.service.listLayerVersions(
                ListLayerVersionsRequest.builder()
                        .layerName("shared")
                        .marker(marker)
                        .maxItems(2)
                        .build(),
                world.context());
    }

    private void publish(String name, CallContext context) {
        world.service.publishLayerVersion(
                PublishLayerVersionRequest.builder()
                        .layerName(name)
                        .content(new LayerVersionContentInput(null, null, null, Blob.of(LambdaWorld.zip("a layer"))))
                        .build(),
                context);
    }

    private static AddLayerVersionPermissionRequest permission(String layer) {
        return AddLayerVersionPermissionRequest.builder()
                .layerName(layer)
                .versionNumber(1L)
                .statementId("all")
                .action("lambda:GetLayerVersion")
                .principal("*")
                .build();
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refused -> assertThat(refused.code()).isEqualTo("AccessDeniedException"));
    }
}
