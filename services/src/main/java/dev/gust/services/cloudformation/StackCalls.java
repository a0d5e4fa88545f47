package dev.gust.services.cloudformation;

import static dev.gust.services.cloudformation.CloudFormationErrors.answering;
import static dev.gust.services.cloudformation.StackRequests.refuse;

import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackId;
import dev.gust.services.cloudformation.stacks.StackOperation;
import dev.gust.services.cloudformation.stacks.StackRequest;
import dev.gust.services.cloudformation.stacks.Stacks;
import dev.gust.wire.model.cloudformation.CancelUpdateStackInput;
import dev.gust.wire.model.cloudformation.CancelUpdateStackOutput;
import dev.gust.wire.model.cloudformation.ContinueUpdateRollbackInput;
import dev.gust.wire.model.cloudformation.ContinueUpdateRollbackOutput;
import dev.gust.wire.model.cloudformation.CreateStackInput;
import dev.gust.wire.model.cloudformation.CreateStackOutput;
import dev.gust.wire.model.cloudformation.DeleteStackInput;
import dev.gust.wire.model.cloudformation.DeleteStackOutput;
import dev.gust.wire.model.cloudformation.DeletionMode;
import dev.gust.wire.model.cloudformation.OnFailure;
import dev.gust.wire.model.cloudformation.UpdateStackInput;
import dev.gust.wire.model.cloudformation.UpdateStackOutput;
import dev.gust.wire.model.cloudformation.UpdateTerminationProtectionInput;
import dev.gust.wire.model.cloudformation.UpdateTerminationProtectionOutput;
import dev.gust.wire.operation.CallContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations that change stacks. */
final class StackCalls {
    private final Stacks stacks;
    private final StackLookup lookup;
    private final StackRequests requests;
    private final TemplateSource templates;
    private final ChangeSets changeSets;

    StackCalls(
            Stacks stacks,
            StackLookup lookup,
            StackRequests requests,
            TemplateSource templates,
            ChangeSets changeSets) {
        this.stacks = stacks;
        this.lookup = lookup;
        this.requests = requests;
        this.templates = templates;
        this.changeSets = changeSets;
    }

    CreateStackOutput create(CreateStackInput input, CallContext context) {
        refuse(input.rollbackConfiguration(), "RollbackConfiguration");
        refuse(input.timeoutInMinutes(), "TimeoutInMinutes");
        refuse(input.resourceTypes(), "ResourceTypes");
        refuse(input.stackPolicyBody(), "StackPolicyBody");
        refuse(input.stackPolicyURL(), "StackPolicyURL");
        refuse(Boolean.TRUE.equals(input.retainExceptOnCreate()) ? true : null, "RetainExceptOnCreate");
        StackRequests.checkName(input.stackName());
        if (input.disableRollback() != null && input.onFailure() != null) {
            throw CloudFormationErrors.validation("You can specify either DisableRollback or OnFailure, but not both.");
        }
        return answering(() -> {
            StackRequest request = requests.request(
                    context,
                    new StackRequests.Input(
                            templates.read(context, input.templateBody(), input.templateURL()),
                            input.parameters(),
                            input.capabilities(),
                            Optional.of(input.tags()),
                            Optional.of(input.notificationARNs()),
                            input.roleARN(),
                            input.clientRequestToken(),
                            onFailure(input.onFailure(), input.disableRollback()),
                            false),
                    Optional.empty());
            StackId id = stacks.create(
                    context.account(),
                    context.region(),
                    input.stackName(),
                    request,
                    Boolean.TRUE.equals(input.enableTerminationProtection()));
            return new CreateStackOutput(id.arn(), null);
        });
    }

    private static StackOperation.OnFailure onFailure(@Nullable OnFailure given, @Nullable Boolean disableRollback) {
        if (given == null) {
            return Boolean.TRUE.equals(disableRollback)
                    ? StackOperation.OnFailure.DO_NOTHING
                    : StackOperation.OnFailure.ROLLBACK;
        }
        return switch (given) {
            case ROLLBACK -> StackOperation.OnFailure.ROLLBACK;
            case DO_NOTHING -> StackOperation.OnFailure.DO_NOTHING;
            case DELETE -> StackOperation.OnFailure.DELETE;
        };
    }

    UpdateStackOutput update(UpdateStackInput input, CallContext context) {
        refuse(input.rollbackConfiguration(), "RollbackConfiguration");
        refuse(input.resourceTypes(), "ResourceTypes");
        refuse(input.stackPolicyBody(), "StackPolicyBody");
        refuse(input.stackPolicyURL(), "StackPolicyURL");
        refuse(input.stackPolicyDuringUpdateBody(), "StackPolicyDuringUpdateBody");
        refuse(input.stackPolicyDuringUpdateURL(), "StackPolicyDuringUpdateURL");
        refuse(Boolean.TRUE.equals(input.retainExceptOnCreate()) ? true : null, "RetainExceptOnCreate");
        return answering(() -> {
            StackId id = lookup.find(context, input.stackName())
                    .orElseThrow(
                            () -> CloudFormationErrors.validation("Stack [" + input.stackName() + "] does not exist"));
            Optional<StackRequests.Current> current = lookup.current(id);
            String template =
                    template(context, input.usePreviousTemplate(), input.templateBody(), input.templateURL(), current);
            StackRequest request = requests.request(
                    context,
                    new StackRequests.Input(
                            template,
                            input.parameters(),
                            input.capabilities(),
                            input.hasTags() ? Optional.of(input.tags()) : Optional.empty(),
                            input.hasNotificationARNs() ? Optional.of(input.notificationARNs()) : Optional.empty(),
                            input.roleARN(),
                            input.clientRequestToken(),
                            onFailure(null, input.disableRollback()),
                            false),
                    current);
            stacks.update(id, request);
            return new UpdateStackOutput(id.arn(), null);
        });
    }

    /** The template of a request that may take over the one that the stack has. */
    private String template(
            CallContext context,
            @Nullable Boolean usePrevious,
            @Nullable String body,
            @Nullable String url,
            Optional<StackRequests.Current> current) {
        if (!Boolean.TRUE.equals(usePrevious)) {
            return templates.read(context, body, url);
        }
        if (body != null || url != null) {
            throw CloudFormationErrors.validation("A template and UsePreviousTemplate cannot both be given.");
        }
        return current.map(now -> now.definition().template())
                .orElseThrow(() -> CloudFormationErrors.validation("The stack has no previous template."));
    }

    DeleteStackOutput delete(DeleteStackInput input, CallContext context) {
        refuse(input.retainResources(), "RetainResources");
        refuse(input.deletionMode() == DeletionMode.FORCE_DELETE_STACK ? true : null, "DeletionMode");
        return answering(() -> {
            // A stack that is not there is deleted already.
            lookup.find(context, input.stackName())
                    .flatMap(id -> stacks.store().stack(stacks.store().store(), id))
                    .ifPresent(stack -> delete(stack, input, context));
            return new DeleteStackOutput();
        });
    }

    private void delete(Stack stack, DeleteStackInput input, CallContext context) {
        changeSets.removeAll(stack.id());
        stacks.delete(stack.id(), requests.removal(context, stack, input.roleARN(), input.clientRequestToken()));
    }

    CancelUpdateStackOutput cancel(CancelUpdateStackInput input, CallContext context) {
        return answering(() -> {
            stacks.cancelUpdate(lookup.id(context, input.stackName()));
            return new CancelUpdateStackOutput();
        });
    }

    ContinueUpdateRollbackOutput continueRollback(ContinueUpdateRollbackInput input, CallContext context) {
        refuse(input.resourcesToSkip(), "ResourcesToSkip");
        refuse(input.roleARN(), "RoleARN in ContinueUpdateRollback");
        return answering(() -> {
            stacks.continueRollback(lookup.id(context, input.stackName()));
            return new ContinueUpdateRollbackOutput();
        });
    }

    UpdateTerminationProtectionOutput protect(UpdateTerminationProtectionInput input, CallContext context) {
        return answering(() -> {
            StackId id = lookup.id(context, input.stackName());
            stacks.protect(id, input.enableTerminationProtection());
            return new UpdateTerminationProtectionOutput(id.arn());
        });
    }
}
