package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Blob;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;

/**
 * What AWS answers to wrong input, call by call: the code and the words. There are a function f with version 1 and alias live, and a
 * layer l with two versions.
 */
abstract class DocumentedAnswers {
    static final String F = "arn:aws:lambda:eu-west-1:000000000000:function:f";
    static final String LAYER = "arn:aws:lambda:eu-west-1:000000000000:layer:l";
    static final String INVALID = "InvalidParameterValueException";
    static final String MISSING = "ResourceNotFoundException";
    static final String NO_RESOURCE = "The resource you requested does not exist.";

    final LambdaWorld world = new LambdaWorld();

    @BeforeEach
    void create() {
        world.create("f");
        world.service.publishVersion(
                PublishVersionRequest.builder().functionName("f").build(), world.context());
        world.service.createAlias(new CreateAliasRequest("f", "live", "1", null, null), world.context());
        for (int i = 0; i < 2; i++) {
            world.service.publishLayerVersion(
                    PublishLayerVersionRequest.builder()
                            .layerName("l")
                            .content(
                                    new LayerVersionContentInput(null, null, null, Blob.of(LambdaWorld.zip("a layer"))))
                            .build(),
                    world.context());
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    record Case(String call, String code, String message, BiConsumer<LambdaService, CallContext> made) {}

    static Case refused(String call, String code, String message, BiConsumer<LambdaService, CallContext> made) {
        return new Case(call, code, message, made);
    }

    /** A test for each. */
    final Stream<DynamicTest> tests(List<List<Case>> cases) {
        return cases.stream()
                .flatMap(List::stream)
                .map(each -> DynamicTest.dynamicTest(
                        each.call(),
                        () -> assertThatThrownBy(() -> each.made().accept(world.service, world.context()))
                                .isInstanceOfSatisfying(AwsException.class, refusal -> {
                                    assertThat(refusal.code()).isEqualTo(each.code());
                                    assertThat(refusal.message()).startsWith(each.message());
                                })));
    }
}
