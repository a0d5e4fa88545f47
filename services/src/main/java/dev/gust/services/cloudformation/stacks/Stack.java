package dev.gust.services.cloudformation.stacks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack.
 *
 * @param definition the number of the definition that it has, or is being created with
 * @param imports the names of the exports that it uses
 * @param operation the one under way or the last one; none while the stack is in review
 */
public record Stack(
        StackId id,
        StackStatus status,
        @Nullable String reason,
        @Nullable String description,
        Instant created,
        @Nullable Instant updated,
        @Nullable Instant deleted,
        long definition,
        @Nullable StackOperation operation,
        List<StackOutput> outputs,
        List<String> imports,
        List<String> notificationArns,
        @Nullable String roleArn,
        boolean terminationProtected,
        boolean rollbackDisabled) {
    public Stack {
        outputs = List.copyOf(outputs);
        imports = List.copyOf(imports);
        notificationArns = List.copyOf(notificationArns);
    }

    Stack with(StackStatus changed, @Nullable String because) {
        return new Stack(
                id,
                changed,
                because,
                description,
                created,
                updated,
                deleted,
                definition,
                operation,
                outputs,
                imports,
                notificationArns,
                roleArn,
                terminationProtected,
                rollbackDisabled);
    }

    Stack withOperation(StackOperation changed) {
        return new Stack(
                id,
                status,
                reason,
                description,
                created,
                updated,
                deleted,
                definition,
                changed,
                outputs,
                imports,
                notificationArns,
                roleArn,
                terminationProtected,
                rollbackDisabled);
    }

    Stack withUpdated(Instant at) {
        return new Stack(
                id,
                status,
                reason,
                description,
                created,
                at,
                deleted,
                definition,
                operation,
                outputs,
                imports,
                notificationArns,
                roleArn,
                terminationProtected,
                rollbackDisabled);
    }

    Stack withDeleted(Instant at) {
        return new Stack(
                id,
                status,
                reason,
                description,
                created,
                updated,
                at,
                definition,
                operation,
                List.of(),
                List.of(),
                notificationArns,
                roleArn,
                terminationProtected,
                rollbackDisabled);
    }

    /** The stack as its new definition makes it. */
    Stack withDefinition(long number, @Nullable String text, List<StackOutput> values, List<String> used) {
        return new Stack(
                id,
                status,
                reason,
                text,
                created,
                updated,
                deleted,
                number,
                operation,
                values,
                used,
                notificationArns,
                roleArn,
                terminationProtected,
                rollbackDisabled);
    }

    public Stack withTerminationProtected(boolean changed) {
        return new Stack(
                id,
                status,
                reason,
                description,
                created,
                updated,
                deleted,
                definition,
                operation,
                outputs,
                imports,
                notificationArns,
                roleArn,
                changed,
                rollbackDisabled);
    }

    Stack withOptions(List<String> arns, @Nullable String role, boolean withoutRollback) {
        return new Stack(
                id,
                status,
                reason,
                description,
                created,
                updated,
                deleted,
                definition,
                operation,
                outputs,
                imports,
                arns,
                role,
                terminationProtected,
                withoutRollback);
    }

    StackOperation runningOperation() {
        if (operation == null) {
            throw new IllegalStateException("stack " + id.arn() + " has no operation");
        }
        return operation;
    }
}
