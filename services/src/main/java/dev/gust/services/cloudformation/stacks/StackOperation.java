package dev.gust.services.cloudformation.stacks;

import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a stack that is under way, or the last one.
 *
 * @param id unlike that of any other operation
 * @param target the number of the definition that it leads to; that of the stack itself when it deletes
 * @param onFailure what happens when a step fails
 * @param requestToken the caller's, given back in events
 * @param principal on whose behalf
 * @param cancelled why it stops before the next step
 */
public record StackOperation(
        String id,
        long target,
        OnFailure onFailure,
        @Nullable String requestToken,
        Principal principal,
        String endpoint,
        Cancellation cancelled) {

    /** What happens to a stack whose operation fails. */
    public enum OnFailure {
        ROLLBACK,
        DO_NOTHING,
        DELETE
    }

    /** Why an operation stops early. */
    public enum Cancellation {
        NONE,
        TO_ROLL_BACK,
        TO_DELETE
    }

    StackOperation withCancelled(Cancellation cancellation) {
        return new StackOperation(id, target, onFailure, requestToken, principal, endpoint, cancellation);
    }

    /** The context in which handlers call. */
    CallContext caller(StackId stack, Instant deadline) {
        return new CallContext(
                principal,
                stack.account(),
                stack.region(),
                CallSource.CLOUDFORMATION,
                id,
                null,
                deadline,
                URI.create(endpoint));
    }
}
