package dev.gust.services.cloudformation.stacks;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Words events as CloudFormation does. */
final class Journal {
    static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    private final Clock clock;
    private final Ids ids;

    Journal(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    String newId() {
        return ids.uuid();
    }

    /** The stack as an event of its own. */
    StackEvent of(Stack stack) {
        return new StackEvent(
                ids.uuid(),
                stack.id().name(),
                stack.id().arn(),
                STACK_TYPE,
                now(),
                stack.status().name(),
                stack.reason(),
                null,
                requestToken(stack));
    }

    StackEvent of(Stack stack, StackResource resource) {
        return of(stack, resource, resource.status(), resource.reason());
    }

    StackEvent of(Stack stack, StackResource resource, ResourceStatus status, @Nullable String reason) {
        Instant at = now();
        return new StackEvent(
                resource.logicalId() + "-" + status + "-" + ids.uuid(),
                resource.logicalId(),
                resource.physicalId() == null ? "" : resource.physicalId(),
                resource.type(),
                at,
                status.name(),
                reason,
                status == ResourceStatus.DELETE_IN_PROGRESS || status == ResourceStatus.DELETE_COMPLETE
                        ? null
                        : resource.properties().toJson(),
                requestToken(stack));
    }

    private static @Nullable String requestToken(Stack stack) {
        return stack.operation() == null ? null : stack.operation().requestToken();
    }
}
