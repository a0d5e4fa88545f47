package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.services.lambda.LambdaWorld.ScriptedRuntime;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.Settlement;
import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.services.ports.usage.InvocationUsage.Outcome;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.ThrottleReason;
import dev.gust.wire.model.lambda.TooManyRequestsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final Arn HELLO = Arn.of("lambda", "eu-west-1", "000000000000", "function:hello");
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:000000000000:queue";

    private final LambdaWorld world = new LambdaWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void functionsWithoutAReservationShareWhatIsLeft() throws InterruptedException {
        world.create("kept");
        world.create("hello");
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        world.runtime.behaviour = (version, request) -> {
            inside.incrementAndGet();
            awaitQuietly(go);
            return ScriptedRuntime.returned("1");
        };
        world.service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("kept", 900), world.context());
        List<Thread> callers = IntStream.range(0, 100)
                .mapToObj(i -> Thread.ofVirtual().start(() -> invoke("hello")))
                .toList();
        Await.until(() -> inside.get() == 100);

        assertThatThrownBy(() -> invoke("hello"))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED));
        Thread reserved = Thread.ofVirtual().start(() -> invoke("kept"));
        Await.until(() -> inside.get() == 101);
        go.countDown();
        for (Thread each : callers) {
            each.join();
        }
        reserved.join();
        invoke("hello");
        assertThat(inside).hasValue(102);
    }

    @Test
    void theEventsOfAFunctionWithoutConcurrencyGoToItsDestinationAtOnce() {
        world.create("hello");
        world.service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("hello", 0), world.context());
        world.service.putFunctionEventInvokeConfig(
                PutFunctionEventInvokeConfigRequest.builder()
                        .functionName("hello")
                        .destinationConfig(new DestinationConfig(null, new OnFailure(QUEUE)))
                        .build(),
                world.context());
        Event event = LambdaEvents.accepted("id-1", "{}".getBytes(StandardCharsets.UTF_8), "Root=1-2-3");

        DeliveryResult result = world.service.eventTarget().deliver(HELLO, event);
        assertThat(result).isInstanceOf(DeliveryResult.Impossible.class);
        DeliveryResult.Impossible impossible = (DeliveryResult.Impossible) result;
        List<Delivery> told = world.service
                .eventTarget()
                .settled(
                        Delivery.of(HELLO, event, LambdaEvents.RETRIES),
                        new Settlement.GaveUp(
                                1,
                                Settlement.Reason.IMPOSSIBLE,
                                impossible.errorCode(),
                                impossible.message(),
                                new byte[0]));
        assertThat(told).hasSize(1);
        assertThat(new String(told.getFirst().event().body(), StandardCharsets.UTF_8))
                .contains("\"condition\":\"ZeroReservedConcurrency\"")
                .doesNotContain("responseContext");
    }

    @Test
    void everyInvocationIsNotedWithWhatItUsed() {
        world.create("hello");
        invoke("hello");
        world.runtime.behaviour = (version, request) -> ScriptedRuntime.failed("Bad", "no");
        invoke("hello");
        world.service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("hello", 0), world.context());
        assertThatThrownBy(() -> invoke("hello")).isInstanceOf(TooManyRequestsException.class);

        assertThat(world.usage)
                .extracting(InvocationUsage::outcome)
                .containsExactly(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.THROTTLED);
        InvocationUsage first = world.usage.getFirst();
        assertThat(first.function()).isEqualTo("hello");
        assertThat(first.version()).isEqualTo("$LATEST");
        assertThat(first.billedDuration()).hasMillis(2);
        assertThat(first.memoryMegabytes()).isEqualTo(128);
        assertThat(first.requestBytes()).isEqualTo(2);
        assertThat(first.responseBytes()).isEqualTo(2);
        assertThat(first.initDuration()).isPresent();
    }

    private void invoke(String function) {
        world.service.invoke(
                InvocationRequest.builder()
                        .functionName(function)
                        .payload(Payload.utf8("{}"))
                        .build(),
                world.context());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
