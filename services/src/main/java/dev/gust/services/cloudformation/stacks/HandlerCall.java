package dev.gust.services.cloudformation.stacks;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.wire.operation.AwsException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.function.Supplier;

/** Calls a handler, tries again when the service is busy, and words what it says when it fails. */
final class HandlerCall {
    /** How a call failed, as the reason of an event. */
    record Failure(String reason) {}

    /** What a call gave: a value or a failure. */
    sealed interface Outcome<T> {
        /** The handler answered. */
        record Answered<T>(T value) implements Outcome<T> {}

        /** The handler refused or broke. */
        record Failed<T>(String reason) implements Outcome<T> {}
    }

    private static final Logger LOGGER = System.getLogger(HandlerCall.class.getName());
    private static final int MAXIMUM_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Clock clock;

    HandlerCall(Clock clock) {
        this.clock = clock;
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
                LOGGER.log(Logger.Level.ERROR, "event=handler-failed type=" + type + " resource=" + logicalId, e);
                return new Outcome.Failed<>("Internal Failure: the handler of " + type + " broke (" + e
                        + "); this is a fault of Gust, and the server's log has more");
            }
            if (problem.code() != ResourceException.Code.THROTTLING || attempt == MAXIMUM_ATTEMPTS) {
                return new Outcome.Failed<>("Resource handler returned message: \"" + problem.getMessage()
                        + "\" (RequestToken: " + token + ", HandlerErrorCode: "
                        + problem.code().text() + ")");
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
