package dev.gust.services.apigateway.front;

import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.FunctionInvoker;
import dev.gust.services.ports.InvocationOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls functions, waiting no longer than an integration may take; a function that takes longer runs on by itself. */
final class BoundedCalls {
    private final FunctionInvoker functions;

    BoundedCalls(FunctionInvoker functions) {
        this.functions = functions;
    }

    /** The outcome; nothing when the time was up. */
    Optional<InvocationOutcome> invoke(FunctionCall call, Duration most) throws InterruptedException {
        FutureTask<InvocationOutcome> task = new FutureTask<>(() -> functions.invoke(call));
        Thread.ofVirtual().name("integration").start(task);
        try {
            return Optional.of(task.get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("an invocation failed outside its outcome", e.getCause());
        }
    }
}
