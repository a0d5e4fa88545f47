package dev.gust.services.cloudformation.stacks;

import dev.gust.services.cloudformation.template.ParameterValues;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.storage.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins what is done to stacks; the engine does it. */
public final class Stacks {
    private final StackStore store;
    private final StackEngine engine;
    private final Planner planner;
    private final Journal journal;

    public Stacks(StackStore store, StackEngine engine) {
        this.store = store;
        this.engine = engine;
        this.planner = new Planner(engine.types());
        this.journal = engine.journal();
    }

    public StackStore store() {
        return store;
    }

    /** Checks a definition for a stack as it is now, and works out what it changes. */
    public Plan plan(StackId id, StackDefinition definition, List<String> notificationArns) {
        Optional<Stack> stack = store.stack(store.store(), id);
        boolean tagsDiffer = stack.filter(known -> known.definition() > 0)
                .filter(known -> !store.definition(store.store(), id, known.definition())
                        .tags()
                        .equals(definition.tags()))
                .isPresent();
        return planner.plan(
                id,
                definition,
                notificationArns,
                store.resources(store.store(), id),
                tagsDiffer,
                name -> store.export(store.store(), id.account(), id.region(), name)
                        .map(Export::value));
    }

    /** Creates a stack and answers before its resources are there. */
    public StackId create(
            String account, String region, String name, StackRequest request, boolean terminationProtected) {
        StackId id = new StackId(account, region, name, journal.newId());
        StackDefinition definition = resolved(request.definition());
        plan(id, definition, request.notificationArns());
        store.store().write(transaction -> {
            refuseIfTaken(transaction, account, region, name);
            long number = store.addDefinition(transaction, id, definition);
            Stack stack = fresh(id, request, number, terminationProtected)
                    .with(StackStatus.CREATE_IN_PROGRESS, "User Initiated");
            store.put(transaction, stack);
            store.add(transaction, id, List.of(journal.of(stack)));
        });
        engine.start(id);
        return id;
    }

    /** A stack that is a plan only: its change set waits to be executed. */
    public StackId review(Transaction transaction, String account, String region, String name, StackRequest request) {
        refuseIfTaken(transaction, account, region, name);
        StackId id = new StackId(account, region, name, journal.newId());
        Stack stack = fresh(id, request, 0, false).with(StackStatus.REVIEW_IN_PROGRESS, "User Initiated");
        store.put(transaction, stack);
        store.add(transaction, id, List.of(journal.of(stack)));
        return id;
    }

    /** Gives up a stack in review. */
    public void forgetReview(Transaction transaction, StackId id) {
        store.removeUnborn(transaction, id);
    }

    private void refuseIfTaken(Transaction transaction, String account, String region, String name) {
        Optional<StackId> other = store.find(transaction, account, region, name);
        if (other.isPresent()) {
            throw new StackConflict(StackConflict.Kind.EXISTS, "Stack [" + name + "] already exists");
        }
    }

    private Stack fresh(StackId id, StackRequest request, long definition, boolean terminationProtected) {
        return new Stack(
                id,
                StackStatus.REVIEW_IN_PROGRESS,
                null,
                description(request.definition()),
                journal.now(),
                null,
                null,
                definition,
                operation(request, definition),
                List.of(),
                List.of(),
                request.notificationArns(),
                request.roleArn().orElse(null),
                terminationProtected,
                request.onFailure() == StackOperation.OnFailure.DO_NOTHING);
    }

    private static @Nullable String description(StackDefinition definition) {
        return TemplateReader.read(definition.processed()).description().orElse(null);
    }

    private StackOperation operation(StackRequest request, long target) {
        return new StackOperation(
                journal.newId(),
                target,
                request.onFailure(),
                request.requestToken().orElse(null),
                request.principal(),
                request.endpoint(),
                StackOperation.Cancellation.NONE);
    }

    /** The definition with its parameters' defaults filled in. */
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

    /** Begins an update, or the creation of a stack in review. */
    public void update(StackId id, StackRequest request) {
        StackDefinition definition = resolved(request.definition());
        Plan plan = plan(id, definition, request.notificationArns());
        store.store().write(transaction -> {
            Stack stack = require(transaction, id);
            boolean creating = stack.status() == StackStatus.REVIEW_IN_PROGRESS;
            if (!creating && !stack.status().mayUpdate()) {
                throw new StackConflict(
                        StackConflict.Kind.STATUS,
                        "Stack:" + id.arn() + " is in " + stack.status() + " state and can not be updated.");
            }
            if (!creating && plan.changes().isEmpty() && isSame(transaction, stack, definition)) {
                throw new StackConflict(StackConflict.Kind.NO_CHANGES, "No updates are to be performed.");
            }
            long number = store.addDefinition(transaction, id, definition);
            Stack changed = stack.withOptions(
                            request.notificationArns(),
                            request.roleArn().orElse(stack.roleArn()),
                            request.onFailure() == StackOperation.OnFailure.DO_NOTHING)
                    .withOperation(operation(request, number));
            Stack begun = creating
                    ? changed.withDefinition(
                                    number, plan.template().description().orElse(null), List.of(), List.of())
                            .with(StackStatus.CREATE_IN_PROGRESS, "User Initiated")
                    : changed.withUpdated(journal.now()).with(StackStatus.UPDATE_IN_PROGRESS, "User Initiated");
            store.put(transaction, begun);
            store.add(transaction, id, List.of(journal.of(begun)));
        });
        engine.start(id);
    }

    /** Whether a definition without changed resources has nothing else that is new either. */
    private boolean isSame(Transaction transaction, Stack stack, StackDefinition definition) {
        StackDefinition now = store.definition(transaction, stack.id(), stack.definition());
        return TemplateReader.read(now.processed())
                        .outputs()
                        .equals(TemplateReader.read(definition.processed()).outputs())
                && now.parameters().equals(definition.parameters())
                && now.tags().equals(definition.tags());
    }

    /** Begins to delete the stack; one that is deleted already, or never was, is a success. */
    public void delete(StackId id, StackRequest request) {
        store.store().write(transaction -> {
            Stack stack = require(transaction, id);
            if (stack.terminationProtected()) {
                throw new StackConflict(
                        StackConflict.Kind.PROTECTED,
                        "Stack [" + id.name() + "] cannot be deleted while TerminationProtection is enabled");
            }
            switch (stack.status()) {
                case DELETE_COMPLETE, DELETE_IN_PROGRESS -> {}
                case REVIEW_IN_PROGRESS -> store.removeUnborn(transaction, id);
                case CREATE_IN_PROGRESS ->
                    store.put(
                            transaction,
                            stack.withOperation(
                                    stack.runningOperation().withCancelled(StackOperation.Cancellation.TO_DELETE)));
                case UPDATE_IN_PROGRESS,
                        UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
                        UPDATE_ROLLBACK_IN_PROGRESS,
                        UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
                        ROLLBACK_IN_PROGRESS ->
                    throw new StackConflict(
                            StackConflict.Kind.STATUS,
                            "Stack [" + id.name() + "] cannot be deleted while in status " + stack.status());
                case CREATE_COMPLETE,
                        CREATE_FAILED,
                        ROLLBACK_COMPLETE,
                        ROLLBACK_FAILED,
                        UPDATE_COMPLETE,
                        UPDATE_FAILED,
                        UPDATE_ROLLBACK_COMPLETE,
                        UPDATE_ROLLBACK_FAILED,
                        DELETE_FAILED -> {
                    Stack begun = stack.withOperation(operation(request, stack.definition()))
                            .with(StackStatus.DELETE_IN_PROGRESS, "User Initiated");
                    store.put(transaction, begun);
                    store.add(transaction, id, List.of(journal.of(begun)));
                }
            }
        });
        engine.start(id);
    }

    /** Stops an update and rolls it back. */
    public void cancelUpdate(StackId id) {
        store.store().write(transaction -> {
            Stack stack = require(transaction, id);
            if (stack.status() != StackStatus.UPDATE_IN_PROGRESS) {
                throw new StackConflict(
                        StackConflict.Kind.STATUS, "CancelUpdateStack cannot be called from current stack status");
            }
            store.put(
                    transaction,
                    stack.withOperation(
                            stack.runningOperation().withCancelled(StackOperation.Cancellation.TO_ROLL_BACK)));
        });
    }

    /** Tries a failed rollback again. */
    public void continueRollback(StackId id) {
        store.store().write(transaction -> {
            Stack stack = require(transaction, id);
            if (stack.status() != StackStatus.UPDATE_ROLLBACK_FAILED) {
                throw new StackConflict(
                        StackConflict.Kind.STATUS,
                        "Stack:" + id.arn() + " is in " + stack.status() + " state and can not continue rollback.");
            }
            Stack begun = stack.with(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, "User Initiated");
            store.put(transaction, begun);
            store.add(transaction, id, List.of(journal.of(begun)));
        });
        engine.start(id);
    }

    /** Allows or forbids the stack's deletion. */
    public void protect(StackId id, boolean terminationProtected) {
        store.store()
                .write(transaction -> store.put(
                        transaction, require(transaction, id).withTerminationProtected(terminationProtected)));
    }

    private Stack require(Transaction transaction, StackId id) {
        return store.stack(transaction, id)
                .orElseThrow(() ->
                        new StackConflict(StackConflict.Kind.MISSING, "Stack [" + id.name() + "] does not exist"));
    }
}
