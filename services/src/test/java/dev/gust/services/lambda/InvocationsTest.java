package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.InvocationOutcome;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.services.ports.Settlement;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunnableVersion;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.DeadLetterConfig;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.Environment;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.model.lambda.InvocationType;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamRequest;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponse;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent.InvokeComplete;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent.PayloadChunk;
import dev.gust.wire.model.lambda.LogType;
import dev.gust.wire.model.lambda.LoggingConfig;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.OnSuccess;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.ThrottleReason;
import dev.gust.wire.model.lambda.TooManyRequestsException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.EventStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InvocationsTest {
    private static final Arn HELLO = Arn.of("lambda", "eu-west-1", "000000000000", "function:hello");
    private static final Arn BUCKET = Arn.of("s3", "", "", "bucket");
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:000000000000:queue";

    private final LambdaWorld world = new LambdaWorld();

    @BeforeEach
    void create() {
        world.service.createFunction(
                world.function("hello")
                        .environment(new Environment(Map.of("A_NAME", "value")))
                        .deadLetterConfig(new DeadLetterConfig(QUEUE))
                        .build(),
                world.context());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void answersWithTheHandlersValueAndTheTailOfItsLog() throws IOException {
        InvocationResponse response = world.service.invoke(
                request()
                        .logType(LogType.TAIL)
                        .payload(Payload.utf8("{\"n\":1}"))
                        .build(),
                world.context());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isNull();
        assertThat(response.executedVersion()).isEqualTo("$LATEST");
        assertThat(text(response)).isEqualTo("{\"n\":1}");
        String requestId = world.runtime.requests.getFirst().requestId();
        assertThat(new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8))
                .isEqualTo("START RequestId: " + requestId + " Version: $LATEST\n" + "hello from hello\n"
                        + "END RequestId: " + requestId + "\n" + "REPORT RequestId: " + requestId
                        + "\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB"
                        + "\tInit Duration: 12.00 ms\t\n");
        assertThat(world.log("hello")).hasSize(4);
    }

    @Test
    void theFunctionSeesItsVariablesRegionAndCredentials() {
        world.service.invoke(request().build(), world.context());

        RunnableVersion version = world.runtime.ran.getFirst();
        assertThat(version.environment())
                .containsEntry("A_NAME", "value")
                .containsEntry("AWS_REGION", "eu-west-1")
                .containsEntry("AWS_ACCESS_KEY_ID", "ASIAhello")
                .containsEntry("AWS_SESSION_TOKEN", "token");
        assertThat(new String(world.runtime.requests.getFirst().payload(), StandardCharsets.UTF_8))
                .as("no payload is an empty event")
                .isEqualTo("{}");
        assertThat(world.runtime.requests.getFirst().traceId().orElseThrow())
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
    }

    @Test
    void aFailureOfTheHandlerIsASuccessfulCallWithAnError() throws IOException {
        world.runtime.behaviour = (version, run) -> LambdaWorld.ScriptedRuntime.failed("ValueError", "no");

        InvocationResponse response = world.service.invoke(request().build(), world.context());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(text(response)).contains("ValueError");
        assertThat(world.log("hello").getLast()).endsWith("Status: error\tError Type: ValueError");
    }

    @Test
    void whatCannotBeLoadedIsReportedBeforeItsStart() {
        world.runtime.loads = false;
        world.runtime.behaviour =
                (version, run) -> LambdaWorld.ScriptedRuntime.failed("Runtime.ImportModuleError", "no");

        world.service.invoke(request().build(), world.context());

        assertThat(world.log("hello"))
                .extracting(line -> line.split(" ")[0])
                .containsExactly("hello", "INIT_REPORT", "START", "END", "REPORT");
        assertThat(world.log("hello").get(1))
                .isEqualTo(
                        "INIT_REPORT Init Duration: 12.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\t");
    }

    @Test
    void tellsWhyItThrottles() {
        world.runtime.behaviour = (version, run) -> new RunOutcome.Throttled(RunOutcome.Throttle.HOST_CONCURRENCY);
        assertThatThrownBy(() -> world.service.invoke(request().build(), world.context()))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refusal -> assertThat(refusal.reason())
                                .isEqualTo(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED));

        world.service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("hello", 0), world.context());
        assertThatThrownBy(() -> world.service.invoke(request().build(), world.context()))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refusal -> assertThat(refusal.reason())
                                .isEqualTo(ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED));
    }

    @Test
    void refusesPayloadsThatAreNoJsonOrTooLarge() {
        assertThatThrownBy(() -> world.service.invoke(
                        request().payload(Payload.utf8("{n:")).build(), world.context()))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("InvalidRequestContentException"));
        byte[] large = ("\"" + "x".repeat(2 * 1024 * 1024) + "\"").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> world.service.invoke(
                        request()
                                .invocationType(InvocationType.EVENT)
                                .payload(Payload.of(large))
                                .build(),
                        world.context()))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("RequestEntityTooLargeException"));
    }

    @Test
    void refusesClientContextsThatAreNoObjectsOrTooLarge() {
        for (String context :
                List.of("%%%", encoded("[1]"), encoded("{"), encoded("{\"a\":\"" + "x".repeat(3000) + "\"}"))) {
            assertThatThrownBy(() -> world.service.invoke(
                            request().clientContext(context).build(), world.context()))
                    .isInstanceOfSatisfying(
                            AwsException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("InvalidRequestContentException"));
        }
        world.service.invoke(request().clientContext(encoded("{\"a\":1}")).build(), world.context());
        assertThat(world.runtime.requests.getFirst().clientContext()).contains("{\"a\":1}");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void dryRunRunsNothing() {
        InvocationResponse response = world.service.invoke(
                request().invocationType(InvocationType.DRY_RUN).build(), world.context());
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(world.runtime.ran).isEmpty();
    }

    @Test
    void anEventIsAcceptedIntoTheOutboxAndRunFromThere() {
        InvocationResponse response = world.service.invoke(
                request()
                        .invocationType(InvocationType.EVENT)
                        .payload(Payload.utf8("[1]"))
                        .build(),
                world.context());

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(world.runtime.ran).isEmpty();
        Delivery delivery = world.published.getFirst();
        assertThat(delivery.target()).isEqualTo(HELLO);

        DeliveryResult result = world.service.eventTarget().deliver(delivery.target(), delivery.event());

        assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(world.runtime.requests.getFirst().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[1]");
    }

    @Test
    void otherServicesNeedThePolicysConsent() {
        Event event = new Event("e", "{}".getBytes(StandardCharsets.UTF_8), "s3.amazonaws.com", BUCKET, null, Map.of());
        FunctionCall call = new FunctionCall(HELLO, new byte[] {'1'}, "s3.amazonaws.com", BUCKET, null);

        assertThat(world.service.eventTarget().deliver(HELLO, event)).isInstanceOf(DeliveryResult.Impossible.class);
        assertThat(world.service.invoker().invoke(call)).isInstanceOf(InvocationOutcome.Refused.class);

        world.service.addPermission(
                AddPermissionRequest.builder()
                        .functionName("hello")
                        .statementId("s3")
                        .action("lambda:InvokeFunction")
                        .principal("s3.amazonaws.com")
                        .sourceArn("arn:aws:s3:::buck*")
                        .build(),
                world.context());

        assertThat(world.service.eventTarget().deliver(HELLO, event)).isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(world.service.invoker().invoke(call)).isInstanceOf(InvocationOutcome.Returned.class);
    }

    @Test
    void theFunctionsOwnSettingsGovernRetries() {
        assertThat(world.service
                        .eventTarget()
                        .retries(HELLO, RetryPolicy.PATIENT)
                        .maximumAttempts())
                .isEqualTo(3);
        assertThat(LambdaEvents.RETRIES.pauseAfter(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(LambdaEvents.RETRIES.pauseAfter(2)).isEqualTo(Duration.ofMinutes(2));

        world.service.putFunctionEventInvokeConfig(
                PutFunctionEventInvokeConfigRequest.builder()
                        .functionName("hello")
                        .maximumRetryAttempts(0)
                        .maximumEventAgeInSeconds(60)
                        .build(),
                world.context());

        RetryPolicy retries = world.service.eventTarget().retries(HELLO, RetryPolicy.PATIENT);
        assertThat(retries.maximumAttempts()).isEqualTo(1);
        assertThat(retries.maximumAge()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void destinationsAndDeadLettersHearOfTheEnd() throws JsonSyntaxException {
        world.service.putFunctionEventInvokeConfig(
                PutFunctionEventInvokeConfigRequest.builder()
                        .functionName("hello")
                        .destinationConfig(new DestinationConfig(new OnSuccess(QUEUE), new OnFailure(QUEUE)))
                        .build(),
                world.context());
        Event event = LambdaEvents.accepted("id-1", "{\"n\":1}".getBytes(StandardCharsets.UTF_8), "Root=1-2-3");
        Delivery delivery = Delivery.of(HELLO, event, LambdaEvents.RETRIES);
        DeliveryResult.Delivered delivered =
                (DeliveryResult.Delivered) world.service.eventTarget().deliver(HELLO, event);

        List<Delivery> success =
                world.service.eventTarget().settled(delivery, new Settlement.Delivered(1, delivered.answer()));

        JsonValue.Obj record = json(success.getFirst().event().body());
        assertThat(record.get("requestContext").orElseThrow().toJson())
                .isEqualTo("{\"requestId\":\"id-1\",\"functionArn\":\"" + HELLO
                        + ":$LATEST\",\"condition\":\"Success\",\"approximateInvokeCount\":1}");
        assertThat(record.get("responsePayload").orElseThrow().toJson()).isEqualTo("{\"n\":1}");

        byte[] answer = InvocationRecord.answer(
                "$LATEST", "{\"errorMessage\":\"no\",\"errorType\":\"E\"}".getBytes(StandardCharsets.UTF_8));
        List<Delivery> failure = world.service
                .eventTarget()
                .settled(
                        delivery,
                        new Settlement.GaveUp(3, Settlement.Reason.ATTEMPTS_EXHAUSTED, "E", "failed", answer));

        assertThat(failure).hasSize(2);
        assertThat(json(failure.getFirst().event().body())
                        .get("responseContext")
                        .orElseThrow()
                        .toJson())
                .isEqualTo("{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}");
        assertThat(failure.getLast().event().attributes())
                .containsEntry("RequestID", "id-1")
                .containsEntry("ErrorMessage", "no");
    }

    @Test
    void aResponseIsStreamedWhileItIsWritten() throws IOException, InterruptedException {
        InvokeWithResponseStreamResponse response = world.service.invokeWithResponseStream(
                InvokeWithResponseStreamRequest.builder().functionName("hello").build(), world.context());

        StringBuilder text = new StringBuilder();
        boolean complete = false;
        try (EventStream<InvokeWithResponseStreamResponseEvent> stream = response.eventStream()) {
            for (var event = stream.next(); event != null; event = stream.next()) {
                switch (event) {
                    case PayloadChunk chunk ->
                        text.append(chunk.value().payload().utf8());
                    case InvokeComplete end -> complete = end.value().errorCode() == null;
                }
            }
        }
        assertThat(response.responseStreamContentType()).isEqualTo("text/plain");
        assertThat(text).hasToString("first second");
        assertThat(complete).isTrue();
    }

    @Test
    void jsonLogsCarryPlatformEvents() {
        world.service.createFunction(
                world.function("structured")
                        .loggingConfig(new LoggingConfig(dev.gust.wire.model.lambda.LogFormat.JSON, null, null, null))
                        .build(),
                world.context());
        world.service.invoke(
                InvocationRequest.builder().functionName("structured").build(), world.context());

        assertThat(world.log("structured").getFirst()).contains("\"type\":\"platform.start\"");
        assertThat(world.log("structured").getLast())
                .contains("\"type\":\"platform.report\"")
                .contains("\"durationMs\":1.234");
        assertThat(world.runtime.ran.getFirst().environment()).containsEntry("AWS_LAMBDA_LOG_FORMAT", "JSON");
    }

    @Test
    void codeIsUnpackedAgainWhenTheRuntimeLostIt() {
        world.runtime.unpacked.clear();
        world.service.invoke(request().build(), world.context());
        assertThat(world.runtime.unpacked).hasSize(1);
    }

    private static InvocationRequest.Builder request() {
        return InvocationRequest.builder().functionName("hello");
    }

    private static String text(InvocationResponse response) throws IOException {
        return new String(response.payload().readAll(1 << 20), StandardCharsets.UTF_8);
    }

    private static JsonValue.Obj json(byte[] bytes) throws JsonSyntaxException {
        return (JsonValue.Obj) JsonText.parse(new String(bytes, StandardCharsets.UTF_8));
    }
}
