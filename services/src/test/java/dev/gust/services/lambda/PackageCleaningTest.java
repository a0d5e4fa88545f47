package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.services.lambda.LambdaWorld.ScriptedRuntime;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PackageCleaningTest {
    private final LambdaWorld world = new LambdaWorld();

    @AfterEach
    void end() {
        world.service.close();
        world.close();
    }

    @Test
    void codeThatNobodyHasGoesAtTheNextStart() {
        ScriptedRuntime runtime = world.runtime;
        world.service.createFunction(
                world.function("gone").code(LambdaWorld.code("gone")).build(), world.context());
        Set<String> first = Set.copyOf(runtime.unpacked);
        world.service.createFunction(
                world.function("stays").code(LambdaWorld.code("stays")).build(), world.context());
        world.service.publishLayerVersion(
                PublishLayerVersionRequest.builder()
                        .layerName("layer")
                        .content(new dev.gust.wire.model.lambda.LayerVersionContentInput(
                                null, null, null, dev.gust.wire.schema.Blob.of(LambdaWorld.zip("layer"))))
                        .build(),
                world.context());
        assertThat(runtime.unpacked).hasSize(3);
        world.service.deleteFunction(new DeleteFunctionRequest("gone", null), world.context());
        assertThat(runtime.unpacked).hasSize(3);

        world.service.start();
        Await.until(() -> runtime.unpacked.size() == 2);
        assertThat(runtime.unpacked).doesNotContainAnyElementsOf(first);
    }
}
