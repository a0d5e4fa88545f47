package dev.gust.services.cloudformation;

import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackId;
import dev.gust.services.cloudformation.stacks.StackStore;
import dev.gust.wire.operation.CallContext;
import java.util.Optional;

/** Finds the stacks that callers name. */
final class StackLookup {
    private final StackStore store;

    StackLookup(StackStore store) {
        this.store = store;
    }

    Optional<StackId> find(CallContext context, String nameOrArn) {
        return store.find(store.store(), context.account(), context.region(), nameOrArn);
    }

    StackId id(CallContext context, String nameOrArn) {
        return find(context, nameOrArn).orElseThrow(() -> CloudFormationErrors.noStack(nameOrArn));
    }

    Stack stack(CallContext context, String nameOrArn) {
        return store.stack(store.store(), id(context, nameOrArn))
                .orElseThrow(() -> CloudFormationErrors.noStack(nameOrArn));
    }

    /** The stack with its definition; without one while it is in review. */
    Optional<StackRequests.Current> current(StackId id) {
        return store.stack(store.store(), id)
                .filter(stack -> stack.definition() > 0)
                .map(stack ->
                        new StackRequests.Current(stack, store.definition(store.store(), id, stack.definition())));
    }
}
