package dev.gust.services.cloudformation.stacks;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.Evaluator;
import dev.gust.services.cloudformation.template.Lookup;
import dev.gust.services.cloudformation.template.PropertyChanges;
import dev.gust.services.cloudformation.template.PropertyCheck;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one operation of one stack. A step is: say in the store what is about to be done, call the handler, say
 * what came of it. A step that a crash cut short is found by its status and begun again with the same token.
 */
final class ResourceWork {
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(15);

    private final StackStore store;
    private final ResourceTypes types;
    private final Journal journal;
    private final HandlerCall calls;
    private final Stack stack;
    private final StackOperation operation;
    private final Map<String, String> tags;
    private final boolean tagsDiffer;
    /** What exists, kept true to the store by this one runner. */
    private final Map<String, StackResource> live;

    ResourceWork(
            StackStore store,
            ResourceTypes types,
            Journal journal,
            HandlerCall calls,
            Stack stack,
            Map<String, String> tags,
            boolean tagsDiffer,
            Map<String, StackResource> live) {
        this.store = store;
        this.types = types;
        this.journal = journal;
        this.calls = calls;
        this.stack = stack;
        this.operation = stack.runningOperation();
        this.tags = tags;
        this.tagsDiffer = tagsDiffer;
        this.live = new ConcurrentHashMap<>(live);
    }

    Map<String, StackResource> live() {
        return Map.copyOf(live);
    }

    /** Brings one resource to what the plan says, and answers whether that worked. */
    boolean bring(Plan plan, Lookup lookup, String logicalId) throws InterruptedException {
        TemplateResource resource = plan.template().resource(logicalId);
        ResourceHandler handler = types.handler(resource.type());
        Optional<StackResource> present = present(logicalId);
        if (present.isPresent() && isDone(present.get())) {
            return true;
        }
        JsonValue.Obj properties;
        try {
            Evaluator evaluator = plan.evaluator(lookup);
            PropertyCheck.Result checked =
                    PropertyCheck.check(handler.schema(), evaluator.members(resource.properties()));
            if (!checked.problems().isEmpty()) {
                throw new TemplateException("Properties validation failed for resource " + logicalId + " with message: "
                        + String.join(
                                "; ",
                                checked.problems().stream()
                                        .map(Object::toString)
                                        .toList()));
            }
            properties = checked.properties();
        } catch (TemplateException e) {
            refuse(plan, resource, present, String.valueOf(e.getMessage()));
            return false;
        }
        StackResource target = target(plan, resource, handler, present, properties);
        if (present.isPresent()
                && target.step() == StackResource.Step.UPDATE
                && !needsUpdate(handler, present.get(), target)) {
            keep(present.get(), target);
            return true;
        }
        return take(handler, target, isCutShort(present, target));
    }

    private Optional<StackResource> present(String logicalId) {
        return Optional.ofNullable(live.get(logicalId))
                .filter(resource -> !resource.status().isGone());
    }

    private boolean isDone(StackResource resource) {
        return resource.operation().equals(operation.id())
                && (resource.status() == ResourceStatus.CREATE_COMPLETE
                        || resource.status() == ResourceStatus.UPDATE_COMPLETE);
    }

    private boolean isCutShort(Optional<StackResource> present, StackResource target) {
        return present.filter(resource -> resource.token().equals(target.token())
                        && resource.status().isInProgress())
                .isPresent();
    }

    /** The record of the resource with the step that this operation takes. */
    private StackResource target(
            Plan plan,
            TemplateResource resource,
            ResourceHandler handler,
            Optional<StackResource> present,
            JsonValue.Obj properties) {
        Optional<StackResource> before = present.flatMap(known ->
                known.operation().equals(operation.id()) ? Optional.ofNullable(known.before()) : Optional.of(known));
        StackResource.Step step = before.filter(known -> known.physicalId() != null)
                .map(known -> replaces(handler, known.properties(), properties)
                        ? StackResource.Step.REPLACE
                        : StackResource.Step.UPDATE)
                .orElse(StackResource.Step.CREATE);
        boolean inPlace = step == StackResource.Step.UPDATE;
        String physicalId = inPlace ? before.map(StackResource::physicalId).orElse(null) : null;
        return new StackResource(
                resource.logicalId(),
                resource.type(),
                physicalId,
                step == StackResource.Step.CREATE
                        ? ResourceStatus.CREATE_IN_PROGRESS
                        : ResourceStatus.UPDATE_IN_PROGRESS,
                null,
                journal.now(),
                operation.id(),
                step,
                operation.id() + "/" + resource.logicalId() + "/" + step,
                properties,
                inPlace ? before.map(StackResource::attributes).orElse(Map.of()) : Map.of(),
                plan.graph().dependencies().getOrDefault(resource.logicalId(), Set.of()),
                resource.deletionPolicy(),
                resource.updateReplacePolicy(),
                resource.metadata().orElse(null),
                before.map(known -> known.withBefore(null)).orElse(null));
    }

    private static boolean replaces(ResourceHandler handler, JsonValue.Obj before, JsonValue.Obj after) {
        return PropertyChanges.between(handler.schema(), before, after).stream()
                        .anyMatch(PropertyChanges.Change::replaces)
                || handler.replaces(new ResourceProperties(before), new ResourceProperties(after));
    }

    private boolean needsUpdate(ResourceHandler handler, StackResource present, StackResource target) {
        boolean settled = present.status() == ResourceStatus.CREATE_COMPLETE
                || present.status() == ResourceStatus.UPDATE_COMPLETE;
        boolean retag = tagsDiffer && handler.schema().property("Tags").isPresent();
        return !settled || retag || !PropertyChanges.same(present.properties(), target.properties());
    }

    /** A resource without changes may still have another place in the graph or other policies. */
    private void keep(StackResource present, StackResource target) {
        StackResource kept = new StackResource(
                present.logicalId(),
                present.type(),
                present.physicalId(),
                present.status(),
                present.reason(),
                present.updated(),
                present.operation(),
                present.step(),
                present.token(),
                present.properties(),
                present.attributes(),
                target.dependsOn(),
                target.deletionPolicy(),
                target.updateReplacePolicy(),
                target.metadata(),
                present.before());
        if (!kept.equals(present)) {
            record(kept, List.of());
        }
    }

    private boolean take(ResourceHandler handler, StackResource target, boolean cutShort) throws InterruptedException {
        if (!cutShort) {
            String reason = target.step() == StackResource.Step.REPLACE
                    ? "Requested update requires the creation of a new physical resource; hence creating one."
                    : null;
            record(target, List.of(journal.of(stack, target, target.status(), reason)));
        }
        ResourceContext context = context(target, cutShort);
        ResourceProperties properties = new ResourceProperties(target.properties());
        HandlerCall.Outcome<ResourceState> outcome = calls.run(
                target.type(),
                target.logicalId(),
                target.token(),
                () -> target.step() == StackResource.Step.UPDATE
                        ? handler.update(context, target.existingId(), beforeProperties(target), properties)
                        : handler.create(context, properties));
        switch (outcome) {
            case HandlerCall.Outcome.Answered<ResourceState>(ResourceState state) -> {
                complete(target.withState(state.physicalId(), state.attributes()));
                return true;
            }
            case HandlerCall.Outcome.Failed<ResourceState>(String reason, var made) -> {
                // What it had made by then is deleted in the rollback; what was there before stays what it was.
                boolean leaves = made.isPresent() && target.step() == StackResource.Step.CREATE;
                fail(leaves ? target.withState(made.get(), Map.of()) : target, reason);
                return false;
            }
            case HandlerCall.Outcome.CutShort<ResourceState> _ -> {
                return false;
            }
        }
    }

    private static ResourceProperties beforeProperties(StackResource target) {
        StackResource before = target.before();
        return new ResourceProperties(before == null ? target.properties() : before.properties());
    }

    private void complete(StackResource made) {
        boolean created = made.step() == StackResource.Step.CREATE;
        ResourceStatus progress = created ? ResourceStatus.CREATE_IN_PROGRESS : ResourceStatus.UPDATE_IN_PROGRESS;
        StackResource done = made.with(
                created ? ResourceStatus.CREATE_COMPLETE : ResourceStatus.UPDATE_COMPLETE, null, journal.now());
        List<StackEvent> events = made.step() == StackResource.Step.UPDATE
                ? List.of(journal.of(stack, done))
                : List.of(journal.of(stack, made, progress, "Resource creation Initiated"), journal.of(stack, done));
        StackResource replaced = isAnother(made) ? made.before() : null;
        live.put(done.logicalId(), done);
        store.store().write(transaction -> {
            store.put(transaction, stack.id(), done);
            store.add(transaction, stack.id(), events);
            if (replaced != null) {
                store.discard(transaction, stack.id(), replaced);
            }
        });
    }

    /** Whether the step made a resource that takes the place of the one before; a custom resource decides that in an update. */
    private static boolean isAnother(StackResource made) {
        StackResource before = made.before();
        return before != null
                && (made.step() == StackResource.Step.REPLACE
                        || (made.physicalId() != null && !made.physicalId().equals(before.physicalId())));
    }

    private void fail(StackResource target, String reason) {
        ResourceStatus status = target.step() == StackResource.Step.CREATE
                ? ResourceStatus.CREATE_FAILED
                : ResourceStatus.UPDATE_FAILED;
        StackResource failed = target.with(status, reason, journal.now());
        record(failed, List.of(journal.of(stack, failed)));
    }

    /** A resource whose properties cannot be worked out fails before its handler is called. */
    private void refuse(Plan plan, TemplateResource resource, Optional<StackResource> present, String reason) {
        StackResource failed = target(
                        plan, resource, types.handler(resource.type()), present, new JsonValue.Obj(Map.of()))
                .with(
                        present.isPresent() ? ResourceStatus.UPDATE_FAILED : ResourceStatus.CREATE_FAILED,
                        reason,
                        journal.now());
        if (present.isPresent()) {
            // Nothing was changed, so there is nothing to roll back: only the event is kept.
            store.store().write(transaction -> store.add(transaction, stack.id(), List.of(journal.of(stack, failed))));
        } else {
            record(failed, List.of(journal.of(stack, failed)));
        }
    }

    private void record(StackResource resource, List<StackEvent> events) {
        live.put(resource.logicalId(), resource);
        store.store().write(transaction -> {
            store.put(transaction, stack.id(), resource);
            store.add(transaction, stack.id(), events);
        });
    }

    /** Undoes what this operation did to a resource that existed before it. */
    boolean revert(String logicalId) throws InterruptedException {
        StackResource now = live.get(logicalId);
        StackResource before = now == null ? null : now.before();
        if (now == null || before == null || !now.operation().equals(operation.id())) {
            return true;
        }
        if (isAnother(now)) {
            restore(now, before);
            return true;
        }
        ResourceHandler handler = types.handler(now.type());
        boolean cutShort = now.token().endsWith("/REVERT");
        StackResource target = before.taken(
                        operation.id(), StackResource.Step.UPDATE, operation.id() + "/" + logicalId + "/REVERT")
                .with(ResourceStatus.UPDATE_IN_PROGRESS, null, journal.now())
                .withBefore(before);
        StackResource marked = now.taken(operation.id(), now.step(), target.token())
                .with(ResourceStatus.UPDATE_IN_PROGRESS, null, journal.now());
        if (!cutShort) {
            record(marked, List.of(journal.of(stack, target)));
        }
        ResourceContext context = context(target, cutShort);
        HandlerCall.Outcome<ResourceState> outcome = calls.run(
                now.type(),
                logicalId,
                target.token(),
                () -> handler.update(
                        context,
                        before.existingId(),
                        new ResourceProperties(now.properties()),
                        new ResourceProperties(before.properties())));
        switch (outcome) {
            case HandlerCall.Outcome.Answered<ResourceState>(ResourceState state) -> {
                StackResource done = target.withState(state.physicalId(), state.attributes())
                        .withBefore(null)
                        .with(ResourceStatus.UPDATE_COMPLETE, null, journal.now());
                record(done, List.of(journal.of(stack, done)));
                return true;
            }
            case HandlerCall.Outcome.CutShort<ResourceState> _ -> {
                return false;
            }
            case HandlerCall.Outcome.Failed<ResourceState>(String reason, var _) -> {
                StackResource failed = now.with(ResourceStatus.UPDATE_FAILED, reason, journal.now());
                record(failed, List.of(journal.of(stack, failed)));
                return false;
            }
        }
    }

    /** The replaced resource is the one again; the one that replaced it is to be deleted. */
    private void restore(StackResource now, StackResource before) {
        StackResource restored = before.with(ResourceStatus.UPDATE_COMPLETE, null, journal.now())
                .taken(operation.id(), StackResource.Step.UPDATE, before.token());
        live.put(restored.logicalId(), restored);
        store.store().write(transaction -> {
            store.put(transaction, stack.id(), restored);
            store.removeDiscarded(transaction, stack.id(), before);
            if (now.physicalId() != null) {
                store.discard(transaction, stack.id(), now.withBefore(null));
            }
            store.add(transaction, stack.id(), List.of(journal.of(stack, restored)));
        });
    }

    /** Deletes a resource of the stack; with {@code forget} nothing is left of it but its events. */
    boolean delete(String logicalId, Function<StackResource, Boolean> retained, boolean forget)
            throws InterruptedException {
        StackResource resource = live.get(logicalId);
        if (resource == null || resource.status().isGone()) {
            return true;
        }
        StackResource gone = delete(
                resource, retained.apply(resource), started -> record(started, List.of(journal.of(stack, started))));
        live.put(logicalId, gone);
        store.store().write(transaction -> {
            if (forget && gone.status().isGone()) {
                store.remove(transaction, stack.id(), logicalId);
            } else {
                store.put(transaction, stack.id(), gone);
            }
            store.add(transaction, stack.id(), events(gone));
        });
        return gone.status().isGone();
    }

    /** Deletes what an update replaced. */
    boolean deleteDiscarded(StackResource discarded) throws InterruptedException {
        boolean retain = discarded.updateReplacePolicy() != TemplateResource.Disposal.DELETE;
        StackResource gone = delete(
                discarded,
                retain,
                started -> store.store()
                        .write(transaction -> store.add(transaction, stack.id(), List.of(journal.of(stack, started)))));
        if (gone.status() == ResourceStatus.DELETE_IN_PROGRESS) {
            return false;
        }
        store.store().write(transaction -> {
            // One that cannot be deleted stays behind, as AWS leaves it; its event says so.
            store.removeDiscarded(transaction, stack.id(), discarded);
            store.add(transaction, stack.id(), events(gone));
        });
        return gone.status().isGone();
    }

    private List<StackEvent> events(StackResource gone) {
        // What never was has no deletion to tell of, and one that a stop cut short was told when it began.
        return gone.physicalId() == null || gone.status() == ResourceStatus.DELETE_IN_PROGRESS
                ? List.of()
                : List.of(journal.of(stack, gone));
    }

    private StackResource delete(StackResource resource, boolean retain, Consumer<StackResource> started)
            throws InterruptedException {
        if (resource.physicalId() == null) {
            return resource.with(ResourceStatus.DELETE_COMPLETE, null, journal.now());
        }
        if (retain) {
            return resource.with(ResourceStatus.DELETE_SKIPPED, null, journal.now());
        }
        boolean cutShort = resource.status() == ResourceStatus.DELETE_IN_PROGRESS;
        StackResource target = resource.with(ResourceStatus.DELETE_IN_PROGRESS, null, journal.now());
        if (!cutShort) {
            started.accept(target);
        }
        ResourceContext context = context(target, cutShort);
        HandlerCall.Outcome<Boolean> outcome = calls.run(target.type(), target.logicalId(), target.token(), () -> {
            types.handler(target.type())
                    .delete(context, target.existingId(), new ResourceProperties(target.properties()));
            return true;
        });
        return switch (outcome) {
            case HandlerCall.Outcome.Answered<Boolean> _ ->
                target.with(ResourceStatus.DELETE_COMPLETE, null, journal.now());
            case HandlerCall.Outcome.Failed<Boolean>(String reason, var _) ->
                target.with(ResourceStatus.DELETE_FAILED, reason, journal.now());
            case HandlerCall.Outcome.CutShort<Boolean> _ -> target;
        };
    }

    private ResourceContext context(StackResource resource, boolean resumed) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.put("aws:cloudformation:stack-name", stack.id().name());
        all.put("aws:cloudformation:stack-id", stack.id().arn());
        all.put("aws:cloudformation:logical-id", resource.logicalId());
        return new ResourceContext(
                operation.caller(stack.id(), journal.now().plus(STEP_TIMEOUT)),
                stack.id().name(),
                stack.id().arn(),
                resource.logicalId(),
                resource.type(),
                resource.token(),
                resumed,
                all);
    }

    /** What the functions of a template see while its resources are made. */
    Lookup lookup(Function<String, Optional<String>> exported) {
        return new Lookup() {
            @Override
            public JsonValue reference(String logicalId) {
                return JsonValue.of(made(logicalId).existingId());
            }

            @Override
            public JsonValue attribute(String logicalId, String attribute) {
                @Nullable JsonValue value = made(logicalId).attributes().get(attribute);
                if (value == null) {
                    throw new TemplateException("Template error: resource " + logicalId
                            + " does not support attribute type " + attribute + " in Fn::GetAtt");
                }
                return value;
            }

            @Override
            public Optional<String> exported(String name) {
                return exported.apply(name);
            }

            private StackResource made(String logicalId) {
                return present(logicalId)
                        .orElseThrow(() -> new IllegalStateException(logicalId + " is used before it is made"));
            }
        };
    }
}
