package dev.gust.services.cloudformation.stacks;

import dev.gust.wire.operation.Principal;
import java.util.List;
import java.util.Optional;

/** What a caller wants of a stack, checked as far as can be without looking at it. */
public record StackRequest(
        StackDefinition definition,
        StackOperation.OnFailure onFailure,
        List<String> notificationArns,
        Optional<String> roleArn,
        Optional<String> requestToken,
        Principal principal,
        String endpoint) {
    public StackRequest {
        notificationArns = List.copyOf(notificationArns);
    }
}
