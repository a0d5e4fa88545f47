package dev.gust.services.cloudformation;

import static dev.gust.services.cloudformation.CloudFormationErrors.validation;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.cloudformation.stacks.ChangeSet;
import dev.gust.services.cloudformation.stacks.ChangeSetStore;
import dev.gust.services.cloudformation.stacks.Plan;
import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackDefinition;
import dev.gust.services.cloudformation.stacks.StackId;
import dev.gust.services.cloudformation.stacks.StackRequest;
import dev.gust.services.cloudformation.stacks.StackStatus;
import dev.gust.services.cloudformation.stacks.Stacks;
import dev.gust.services.cloudformation.template.ParameterValues;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.cloudformation.AlreadyExistsException;
import dev.gust.wire.model.cloudformation.ChangeSetNotFoundException;
import dev.gust.wire.model.cloudformation.InvalidChangeSetStatusException;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Change sets: made, found, executed, removed. */
final class ChangeSets {
    private static final String NO_CHANGES = "The submitted information didn't contain changes. Submit different"
            + " information to create a change set.";
    private static final int MOST_OF_A_STACK = 100;

    private final Stacks stacks;
    private final StackLookup lookup;
    private final ChangeSetStore sets = new ChangeSetStore();
    private final Clock clock;
    private final Ids ids;

    ChangeSets(Stacks stacks, StackLookup lookup, Clock clock, Ids ids) {
        this.stacks = stacks;
        this.lookup = lookup;
        this.clock = clock;
        this.ids = ids;
    }

    private OrderedStore store() {
        return stacks.store().store();
    }

    /** The stack that a change set is for; one that it creates is there in review only after {@link #add}. */
    Optional<StackId> stackFor(CallContext context, String stackName, String changeSetName, boolean creating) {
        Optional<StackId> found = lookup.find(context, stackName);
        Optional<Stack> stack = found.flatMap(id -> stacks.store().stack(store(), id));
        boolean inReview = stack.filter(known -> known.status() == StackStatus.REVIEW_IN_PROGRESS)
                .isPresent();
        if (creating && stack.isPresent() && !inReview) {
            throw validation("Stack [" + stackName + "] already exists and cannot be created again with the changeSet ["
                    + changeSetName + "].");
        }
        if (!creating && (stack.isEmpty() || inReview)) {
            throw validation("Stack [" + stackName + "] does not exist");
        }
        if (!creating && stack.filter(known -> known.status().mayUpdate()).isEmpty()) {
            throw validation("Stack:" + found.orElseThrow().arn() + " is in "
                    + stack.orElseThrow().status() + " state and can not be updated.");
        }
        return found;
    }

    /** Works out a change set and keeps it. */
    ChangeSet add(
            CallContext context,
            String stackName,
            String name,
            @Nullable String description,
            StackRequest request,
            Optional<StackId> existing) {
        if (existing.isEmpty()) {
            StackRequests.checkName(stackName);
        }
        StackId planned = existing.orElseGet(() ->
                new StackId(context.account(), context.region(), stackName, "00000000-0000-0000-0000-000000000000"));
        StackDefinition definition = resolved(request.definition());
        Plan plan = stacks.plan(planned, definition, request.notificationArns());
        boolean same = plan.changes().isEmpty() && existing.isPresent() && isSame(planned, definition, plan.template());
        return store().transact(transaction -> {
            StackId stack = existing.orElseGet(
                    () -> stacks.review(transaction, context.account(), context.region(), stackName, request));
            if (sets.named(transaction, stack, name).isPresent()) {
                throw new AlreadyExistsException("ChangeSet [" + name + "] already exists");
            }
            if (sets.all(transaction, stack).size() >= MOST_OF_A_STACK) {
                throw validation("A stack may have " + MOST_OF_A_STACK + " change sets at most: delete some.");
            }
            ChangeSet set = new ChangeSet(
                    ids.uuid(),
                    name,
                    stack,
                    description,
                    now(),
                    same ? NO_CHANGES : null,
                    definition,
                    request.onFailure(),
                    request.notificationArns(),
                    request.roleArn().orElse(null),
                    plan.changes());
            sets.put(transaction, set);
            return set;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static StackDefinition resolved(StackDefinition definition) {
        Map<String, String> parameters =
                ParameterValues.resolve(TemplateReader.read(definition.processed()), definition.parameters());
        return new StackDefinition(
                definition.template(),
                definition.processed(),
                parameters,
                definition.tags(),
                definition.capabilities());
    }

    private boolean isSame(StackId id, StackDefinition definition, Template template) {
        return lookup.current(id)
                .filter(now -> now.definition().tags().equals(definition.tags())
                        && now.definition().parameters().equals(definition.parameters())
                        && TemplateReader.read(now.definition().processed())
                                .outputs()
                                .equals(template.outputs()))
                .isPresent();
    }

    Optional<ChangeSet> find(CallContext context, String nameOrArn, @Nullable String stackName) {
        if (nameOrArn.startsWith("arn:")) {
            String uuid = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
            return sets.identified(store(), context.account(), context.region(), uuid);
        }
        if (stackName == null) {
            throw validation("StackName must be specified if ChangeSetName is not specified as an ARN.");
        }
        StackId stack = lookup.find(context, stackName)
                .orElseThrow(() -> validation("Stack [" + stackName + "] does not exist"));
        return sets.named(store(), stack, nameOrArn);
    }

    ChangeSet require(CallContext context, String nameOrArn, @Nullable String stackName) {
        return find(context, nameOrArn, stackName)
                .orElseThrow(() -> new ChangeSetNotFoundException("ChangeSet [" + nameOrArn + "] does not exist"));
    }

    List<ChangeSet> all(StackId stack) {
        return sets.all(store(), stack);
    }

    Optional<ChangeSet> newest(StackId stack) {
        return all(stack).stream().max(Comparator.comparing(ChangeSet::created));
    }

    /** Does what a change set says; all change sets of the stack are void afterwards. */
    void execute(ChangeSet set, StackRequest request) {
        if (set.problem() != null) {
            throw new InvalidChangeSetStatusException(
                    "ChangeSet [" + set.arn() + "] cannot be executed in its current status of [FAILED]");
        }
        stacks.update(set.stack(), request);
        removeAll(set.stack());
    }

    void remove(ChangeSet set) {
        store().write(transaction -> sets.remove(transaction, set));
    }

    void removeAll(StackId stack) {
        store().write((Transaction transaction) -> sets.removeAll(transaction, stack));
    }
}
