package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.CreateFunctionRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.GetFunctionRequest;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationType;
import dev.gust.wire.model.lambda.TagResourceRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An ARN opens nobody's account. */
class OtherAccountsTest {
    private static final String STRANGER = "123456789012";
    private static final String HELLO = "arn:aws:lambda:eu-west-1:000000000000:function:hello";

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
    void aFunctionOfAnotherAccountIsNeitherReadNorChanged() {
        denied(() -> world.service.getFunction(new GetFunctionRequest(HELLO, null), stranger()));
        denied(() -> world.service.deleteFunction(new DeleteFunctionRequest(HELLO, null), stranger()));
        denied(() -> world.service.tagResource(new TagResourceRequest(HELLO, Map.of("a", "b")), stranger()));
        CreateFunctionRequest there = world.function("arn:aws:lambda:eu-west-1:000000000000:function:mine")
                .build();
        denied(() -> world.service.createFunction(there, stranger()));
        assertThat(world.service
                        .getFunction(new GetFunctionRequest("hello", null), world.context())
                        .tags())
                .isEmpty();
    }

    @Test
    void itsPolicySaysWhetherAnotherAccountMayInvokeIt() {
        for (InvocationType type : InvocationType.values()) {
            denied(() -> invoke(type));
        }
        world.service.addPermission(
                AddPermissionRequest.builder()
                        .functionName("hello")
                        .statementId("stranger")
                        .action("lambda:InvokeFunction")
                        .principal(STRANGER)
                        .build(),
                world.context());

        invoke(InvocationType.REQUEST_RESPONSE);
        assertThat(world.runtime.requests).hasSize(1);
    }

    private void invoke(InvocationType type) {
        world.service.invoke(
                InvocationRequest.builder()
                        .functionName(HELLO)
                        .invocationType(type)
                        .payload(Payload.utf8("{}"))
                        .build(),
                stranger());
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsException.class, refused -> {
            assertThat(refused.code()).isEqualTo("AccessDeniedException");
            assertThat(refused.status()).isEqualTo(403);
        });
    }

    private CallContext stranger() {
        return new CallContext(
                Principal.root(STRANGER, "test"),
                STRANGER,
                "eu-west-1",
                CallSource.WIRE,
                "request",
                null,
                world.clock.instant().plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }
}
