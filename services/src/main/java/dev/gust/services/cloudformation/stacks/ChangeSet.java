package dev.gust.services.cloudformation.stacks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a stack that was worked out and waits to be executed.
 *
 * @param problem why it cannot be executed, if so
 */
public record ChangeSet(
        String uuid,
        String name,
        StackId stack,
        @Nullable String description,
        Instant created,
        @Nullable String problem,
        StackDefinition definition,
        StackOperation.OnFailure onFailure,
        List<String> notificationArns,
        @Nullable String roleArn,
        List<ResourceChange> changes) {
    public ChangeSet {
        notificationArns = List.copyOf(notificationArns);
        changes = List.copyOf(changes);
    }

    public String arn() {
        return "arn:aws:cloudformation:" + stack.region() + ":" + stack.account() + ":changeSet/" + name + "/" + uuid;
    }
}
