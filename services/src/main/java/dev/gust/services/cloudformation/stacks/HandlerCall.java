package dev.gust.services.cloudformation.stacks;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.wire.operation.AwsException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Calls a handler, tries again when the service is busy, and words what it says when it fails. */
final class HandlerCall {
    /** What a call gave: a value or a failure. */
    sealed interface Outcome<T> {
        /** The handler answered. */
        record Answered<T>(T value) implements Outcome<T> {}

        /** The handler refused or broke, and may have made something before. */
        record Failed<T>(String reason, Optional<String> physicalId) implements Outcome<T> {}

        /** The server stops: the next process makes the call again. */
        record CutShort<T>() implements Outcome<T> {}
    }

    private static final Logger LOGGER = System.getLogger(HandlerCall.class.getName());
    private static final int MAXIMUM_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Clock clock;
    private final BooleanSupplier closing;

    HandlerCall(Clock clock, BooleanSupplier closing) {
        this.clock = clock;
        this.closing = closing;
    }

    <T> Outcome<T> run(String type, String logicalId, String token, Supplier<T> call) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            ResourceException problem;
            try {
                return new Outcome.Answered<>(call.get());
            } catch (ResourceException e) {
                problem = e;
            } catch (AwsException e) {
                problem = new ResourceException(
                        code(e), e.message() + " (Status Code: " + e.status() + ", Error: " + e.code() + ")");
            } catch (RuntimeException e) {
                if (closing.getAsBoolean()) {
                    return new Outcome.CutShort<>();
                }
                LOGGER.log(Logger.Level.ERROR, "event=handler-failed type=" + type + " resource=" + logicalId, e);
                return new Outcome.Failed<>(
                        "Internal Failure: the handler of " + type + " broke (" + e
                                + "); this is a fault of Gust, and the server's log has more",
                        Optional.empty());
            }
            if (closing.getAsBoolean()) {
                // What it stood on may have stopped before it: nothing is to be made of that.
                return new Outcome.CutShort<>();
            }
            if (problem.code() == ResourceException.Code.PROVIDER) {
                return new Outcome.Failed<>(String.valueOf(problem.getMessage()), problem.physicalId());
            }
            if (problem.code() != ResourceException.Code.THROTTLING || attempt == MAXIMUM_ATTEMPTS) {
                return new Outcome.Failed<>(
                        "Resource handler returned message: \"" + problem.getMessage()
                                + "\" (RequestToken: " + token + ", HandlerErrorCode: "
                                + problem.code().text() + ")",
                        problem.physicalId());
            }
            clock.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** The handler's code for an error of a service. */
    private static ResourceException.Code code(AwsException e) {
        String code = e.code();
        if (code.contains("Throttl") || code.contains("TooManyRequests") || code.equals("SlowDown")) {
            return ResourceException.Code.THROTTLING;
        }
        if (code.contains("AlreadyExists")
                || code.contains("ResourceInUse")
                || code.equals("BucketAlreadyOwnedByYou")) {
            return ResourceException.Code.ALREADY_EXISTS;
        }
        if (code.contains("NotFound") || code.contains("NoSuch") || code.contains("NonExistent")) {
            return ResourceException.Code.NOT_FOUND;
        }
        if (code.contains("AccessDenied")) {
            return ResourceException.Code.ACCESS_DENIED;
        }
        if (code.contains("LimitExceeded")) {
            return ResourceException.Code.SERVICE_LIMIT_EXCEEDED;
        }
        if (code.contains("Conflict")) {
            return ResourceException.Code.RESOURCE_CONFLICT;
        }
        return e.status() >= 500 ? ResourceException.Code.SERVICE_INTERNAL : ResourceException.Code.INVALID_REQUEST;
    }
}
