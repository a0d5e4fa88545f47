package dev.gust.services.cloudformation.stacks;

import dev.gust.services.cloudformation.template.Evaluator;
import dev.gust.services.cloudformation.template.Lookup;
import dev.gust.services.cloudformation.template.Scalars;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.services.cloudformation.template.TemplateOutput;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes one stack from phase to phase until its operation is over. The phase is the stack's status in the store, and
 * nothing else is remembered: a runner that begins after a crash does what the crashed one would have done next.
 */
final class StackRunner {
    private final StackStore store;
    private final ResourceTypes types;
    private final Planner planner;
    private final Journal journal;
    private final HandlerCall calls;
    private final ParallelSteps steps;
    private final BooleanSupplier closing;
    private final StackId id;

    StackRunner(
            StackStore store,
            ResourceTypes types,
            Journal journal,
            HandlerCall calls,
            ParallelSteps steps,
            BooleanSupplier closing,
            StackId id) {
        this.store = store;
        this.types = types;
        this.planner = new Planner(types);
        this.journal = journal;
        this.calls = calls;
        this.steps = steps;
        this.closing = closing;
        this.id = id;
    }

    /** Runs until the operation is over or the server stops. */
    void run() throws InterruptedException {
        while (!closing.getAsBoolean()) {
            Optional<Stack> found = store.stack(store.store(), id);
            if (found.isEmpty() || !found.get().status().isRunning()) {
                return;
            }
            phase(found.get());
        }
    }

    private void phase(Stack stack) throws InterruptedException {
        switch (stack.status()) {
            case CREATE_IN_PROGRESS, UPDATE_IN_PROGRESS -> forward(stack);
            case UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS -> cleanUp(stack);
            case UPDATE_ROLLBACK_IN_PROGRESS -> rollBackUpdate(stack);
            case ROLLBACK_IN_PROGRESS, DELETE_IN_PROGRESS -> deleteAll(stack);
            case REVIEW_IN_PROGRESS,
                    CREATE_COMPLETE,
                    CREATE_FAILED,
                    ROLLBACK_COMPLETE,
                    ROLLBACK_FAILED,
                    UPDATE_COMPLETE,
                    UPDATE_FAILED,
                    UPDATE_ROLLBACK_COMPLETE,
                    UPDATE_ROLLBACK_FAILED,
                    DELETE_COMPLETE,
                    DELETE_FAILED -> throw new IllegalStateException(stack.status() + " is not a phase");
        }
    }

    private ResourceWork work(Stack stack, StackDefinition definition, boolean tagsDiffer) {
        return new ResourceWork(
                store, types, journal, calls, stack, definition.tags(), tagsDiffer, store.resources(store.store(), id));
    }

    private Optional<String> exported(Reader reader, String name) {
        return store.export(reader, id.account(), id.region(), name).map(Export::value);
    }

    private boolean mayGoOn(List<String> failed) {
        return failed.isEmpty()
                && !closing.getAsBoolean()
                && store.existing(store.store(), id).runningOperation().cancelled() == StackOperation.Cancellation.NONE;
    }

    private void forward(Stack stack) throws InterruptedException {
        boolean creating = stack.status() == StackStatus.CREATE_IN_PROGRESS;
        StackOperation operation = stack.runningOperation();
        StackDefinition definition = store.definition(store.store(), id, operation.target());
        boolean tagsDiffer = !creating
                && !store.definition(store.store(), id, stack.definition())
                        .tags()
                        .equals(definition.tags());
        ResourceWork work = work(stack, definition, tagsDiffer);
        Plan plan;
        try {
            plan = planner.plan(
                    id,
                    definition,
                    stack.notificationArns(),
                    work.live(),
                    tagsDiffer,
                    name -> exported(store.store(), name));
        } catch (TemplateException e) {
            failForward(creating, String.valueOf(e.getMessage()));
            return;
        }
        Lookup lookup = work.lookup(name -> exported(store.store(), name));
        List<String> failures = new ArrayList<>();
        List<String> failed = steps.run(plan.graph().dependencies(), () -> mayGoOn(failures), logicalId -> {
            boolean success = attempt(() -> work.bring(plan, lookup, logicalId));
            if (!success) {
                synchronized (failures) {
                    failures.add(logicalId);
                }
            }
            return success;
        });
        StackOperation.Cancellation cancelled =
                store.existing(store.store(), id).runningOperation().cancelled();
        if (cancelled == StackOperation.Cancellation.TO_DELETE) {
            change(StackStatus.DELETE_IN_PROGRESS, "User Initiated");
        } else if (closing.getAsBoolean()) {
            return;
        } else if (!failed.isEmpty()) {
            failForward(
                    creating,
                    "The following resource(s) failed to " + (creating ? "create" : "update") + ": " + failed + ". ");
        } else if (cancelled == StackOperation.Cancellation.TO_ROLL_BACK) {
            failForward(creating, "User Initiated");
        } else {
            finishForward(creating, plan, lookup);
        }
    }

    /** A step that is interrupted has not succeeded and not failed: the store says where it stands. */
    private interface Step {
        boolean run() throws InterruptedException;
    }

    private static boolean attempt(Step step) {
        try {
            return step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void failForward(boolean creating, String reason) {
        StackOperation.OnFailure onFailure =
                store.existing(store.store(), id).runningOperation().onFailure();
        switch (onFailure) {
            case ROLLBACK ->
                change(
                        creating ? StackStatus.ROLLBACK_IN_PROGRESS : StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                        creating && !reason.equals("User Initiated")
                                ? reason.strip() + " Rollback requested by user."
                                : reason);
            case DO_NOTHING -> change(creating ? StackStatus.CREATE_FAILED : StackStatus.UPDATE_FAILED, reason);
            case DELETE -> change(StackStatus.DELETE_IN_PROGRESS, reason.strip() + " Delete requested by user.");
        }
    }

    private void change(StackStatus status, @Nullable String reason) {
        store.store().write(transaction -> {
            Stack changed = store.existing(transaction, id).with(status, reason);
            store.put(transaction, changed);
            store.add(transaction, id, List.of(journal.of(changed)));
        });
    }

    private void finishForward(boolean creating, Plan plan, Lookup lookup) {
        try {
            Evaluator evaluator = plan.evaluator(lookup);
            List<StackOutput> outputs = new ArrayList<>();
            for (TemplateOutput output : plan.outputs(evaluator)) {
                outputs.add(value(output, evaluator));
            }
            store.store().write(transaction -> {
                Stack stack = store.existing(transaction, id);
                putExports(transaction, stack, outputs);
                putImports(transaction, stack, plan.imports());
                Stack done = stack.withDefinition(
                                stack.runningOperation().target(),
                                plan.template().description().orElse(null),
                                outputs,
                                List.copyOf(plan.imports()))
                        .with(
                                creating
                                        ? StackStatus.CREATE_COMPLETE
                                        : StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
                                null);
                store.put(transaction, done);
                store.add(transaction, id, List.of(journal.of(done)));
                if (stack.definition() != done.definition()) {
                    store.removeDefinition(transaction, id, stack.definition());
                }
            });
        } catch (TemplateException e) {
            failForward(creating, String.valueOf(e.getMessage()));
        }
    }

    private static StackOutput value(TemplateOutput output, Evaluator evaluator) {
        String value = evaluator
                .evaluate(output.value())
                .flatMap(Scalars::text)
                .orElseThrow(() ->
                        new TemplateException("Template format error: The Value field of every Outputs member must"
                                + " evaluate to a String, and that of " + output.name() + " does not."));
        String export = output.exportName()
                .map(name -> evaluator
                        .evaluate(name)
                        .flatMap(Scalars::text)
                        .orElseThrow(() -> new TemplateException("Template format error: the Export Name of output "
                                + output.name() + " is not a String.")))
                .orElse(null);
        return new StackOutput(output.name(), value, output.description().orElse(null), export);
    }

    private void putExports(Transaction transaction, Stack stack, List<StackOutput> outputs) {
        Map<String, String> before = exports(stack.outputs());
        Map<String, String> after = exports(outputs);
        before.forEach((name, value) -> {
            if (!value.equals(after.get(name))) {
                List<StackId> users = store.importers(transaction, id.account(), id.region(), name);
                if (!users.isEmpty()) {
                    throw new TemplateException("Export " + name + " cannot be "
                            + (after.containsKey(name) ? "updated" : "deleted") + " as it is in use by "
                            + String.join(
                                    ", ", users.stream().map(StackId::name).toList()));
                }
                store.removeExport(transaction, id, name);
            }
        });
        after.forEach((name, value) -> {
            Optional<Export> other = store.export(transaction, id.account(), id.region(), name)
                    .filter(export -> !export.stack().equals(id));
            if (other.isPresent()) {
                throw new TemplateException("Export with name " + name + " is already exported by stack "
                        + other.get().stack().name()
                        + ". Rollback requested by user.");
            }
            store.put(transaction, new Export(id, name, value));
        });
    }

    private static Map<String, String> exports(List<StackOutput> outputs) {
        Map<String, String> exports = new LinkedHashMap<>();
        for (StackOutput output : outputs) {
            if (output.exportName() != null) {
                exports.put(output.exportName(), output.value());
            }
        }
        return exports;
    }

    private void putImports(Transaction transaction, Stack stack, Set<String> names) {
        stack.imports().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> store.removeImport(transaction, id, name));
        names.forEach(name -> store.putImport(transaction, id, name));
    }

    /** Each resource after those that use it. */
    private static Map<String, Set<String>> usersFirst(Map<String, StackResource> resources) {
        Map<String, Set<String>> users = new LinkedHashMap<>();
        resources.keySet().forEach(logicalId -> users.put(logicalId, new LinkedHashSet<>()));
        resources.forEach((logicalId, resource) -> resource.dependsOn().stream()
                .filter(users::containsKey)
                .forEach(needed ->
                        users.getOrDefault(needed, new LinkedHashSet<>()).add(logicalId)));
        return users;
    }

    private void deleteAll(Stack stack) throws InterruptedException {
        boolean rollingBack = stack.status() == StackStatus.ROLLBACK_IN_PROGRESS;
        if (!rollingBack && refusesToGo(stack)) {
            return;
        }
        ResourceWork work = work(stack, store.definition(store.store(), id, stack.definition()), false);
        Map<String, StackResource> present = new LinkedHashMap<>(work.live());
        present.values().removeIf(resource -> resource.status().isGone());
        List<String> failed = steps.run(
                usersFirst(present),
                () -> !closing.getAsBoolean(),
                logicalId -> attempt(() -> work.delete(logicalId, resource -> retained(resource, rollingBack), false)));
        if (closing.getAsBoolean()) {
            return;
        }
        boolean discardedGone = deleteDiscarded(work);
        if (closing.getAsBoolean()) {
            return;
        }
        if (!failed.isEmpty() || !discardedGone) {
            change(
                    rollingBack ? StackStatus.ROLLBACK_FAILED : StackStatus.DELETE_FAILED,
                    "The following resource(s) failed to delete: " + failed + ". ");
        } else if (rollingBack) {
            change(StackStatus.ROLLBACK_COMPLETE, null);
        } else {
            finishDelete();
        }
    }

    private static boolean retained(StackResource resource, boolean rollingBack) {
        return switch (resource.deletionPolicy()) {
            case DELETE -> false;
            case RETAIN -> true;
            case RETAIN_EXCEPT_ON_CREATE -> !rollingBack;
        };
    }

    /** A stack whose exports are in use stays. */
    private boolean refusesToGo(Stack stack) {
        for (String name : exports(stack.outputs()).keySet()) {
            List<StackId> users = store.importers(store.store(), id.account(), id.region(), name);
            if (!users.isEmpty()) {
                change(
                        StackStatus.DELETE_FAILED,
                        "Export " + name + " cannot be deleted as it is in use by "
                                + String.join(
                                        ", ", users.stream().map(StackId::name).toList()));
                return true;
            }
        }
        return false;
    }

    private void finishDelete() {
        store.store().write(transaction -> {
            Stack stack = store.existing(transaction, id);
            exports(stack.outputs()).keySet().forEach(name -> store.removeExport(transaction, id, name));
            stack.imports().forEach(name -> store.removeImport(transaction, id, name));
            Stack done = stack.with(StackStatus.DELETE_COMPLETE, null).withDeleted(journal.now());
            store.put(transaction, done);
            store.add(transaction, id, List.of(journal.of(done)));
        });
    }

    private boolean deleteDiscarded(ResourceWork work) throws InterruptedException {
        boolean allGone = true;
        for (StackResource discarded : store.discarded(store.store(), id)) {
            allGone &= work.deleteDiscarded(discarded);
        }
        return allGone;
    }

    private void rollBackUpdate(Stack stack) throws InterruptedException {
        ResourceWork work = work(stack, store.definition(store.store(), id, stack.definition()), false);
        Map<String, Set<String>> order = new LinkedHashMap<>();
        work.live().forEach((logicalId, resource) -> order.put(logicalId, Set.of()));
        List<String> failed =
                steps.run(order, () -> !closing.getAsBoolean(), logicalId -> attempt(() -> work.revert(logicalId)));
        if (closing.getAsBoolean()) {
            return;
        }
        if (failed.isEmpty()) {
            change(StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, null);
        } else {
            change(StackStatus.UPDATE_ROLLBACK_FAILED, "The following resource(s) failed to update: " + failed + ". ");
        }
    }

    private void cleanUp(Stack stack) throws InterruptedException {
        boolean rolledBack = stack.status() == StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS;
        StackDefinition definition = store.definition(store.store(), id, stack.definition());
        ResourceWork work = work(stack, definition, false);
        Set<String> wanted = rolledBack ? Set.of() : wanted(stack, definition, work);
        Map<String, StackResource> unwanted = new LinkedHashMap<>();
        work.live().forEach((logicalId, resource) -> {
            boolean made = resource.operation().equals(stack.runningOperation().id())
                    && resource.step() == StackResource.Step.CREATE;
            if (rolledBack ? made : !wanted.contains(logicalId)) {
                unwanted.put(logicalId, resource);
            }
        });
        // A resource that cannot be deleted here does not undo the update: its event tells of it, as with AWS.
        List<String> failed = steps.run(
                usersFirst(unwanted),
                () -> !closing.getAsBoolean(),
                logicalId ->
                        attempt(() -> work.delete(logicalId, resource -> cleanUpRetains(resource, rolledBack), true)));
        if (closing.getAsBoolean()) {
            return;
        }
        deleteDiscarded(work);
        if (closing.getAsBoolean()) {
            return;
        }
        failed.forEach(logicalId -> store.store().write(transaction -> store.remove(transaction, id, logicalId)));
        store.store().write(transaction -> {
            Stack now = store.existing(transaction, id);
            Stack done =
                    now.with(rolledBack ? StackStatus.UPDATE_ROLLBACK_COMPLETE : StackStatus.UPDATE_COMPLETE, null);
            store.put(transaction, done);
            store.add(transaction, id, List.of(journal.of(done)));
            if (rolledBack) {
                store.removeDefinition(transaction, id, now.runningOperation().target());
            }
        });
    }

    private static boolean cleanUpRetains(StackResource resource, boolean rolledBack) {
        return rolledBack
                ? resource.deletionPolicy() == TemplateResource.Disposal.RETAIN
                : resource.deletionPolicy() != TemplateResource.Disposal.DELETE;
    }

    private Set<String> wanted(Stack stack, StackDefinition definition, ResourceWork work) {
        return planner.plan(
                        id,
                        definition,
                        stack.notificationArns(),
                        work.live(),
                        false,
                        name -> exported(store.store(), name))
                .graph()
                .dependencies()
                .keySet();
    }
}
