package dev.gust.services.cloudformation;

import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackDefinition;
import dev.gust.services.cloudformation.stacks.StackEngine;
import dev.gust.services.cloudformation.stacks.StackId;
import dev.gust.services.cloudformation.stacks.StackResource;
import dev.gust.services.cloudformation.stacks.StackStatus;
import dev.gust.services.cloudformation.stacks.StackStore;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.DescribeStackEventsInput;
import dev.gust.wire.model.cloudformation.DescribeStackEventsOutput;
import dev.gust.wire.model.cloudformation.DescribeStackResourceInput;
import dev.gust.wire.model.cloudformation.DescribeStackResourceOutput;
import dev.gust.wire.model.cloudformation.DescribeStackResourcesInput;
import dev.gust.wire.model.cloudformation.DescribeStackResourcesOutput;
import dev.gust.wire.model.cloudformation.DescribeStacksInput;
import dev.gust.wire.model.cloudformation.DescribeStacksOutput;
import dev.gust.wire.model.cloudformation.Export;
import dev.gust.wire.model.cloudformation.ListExportsInput;
import dev.gust.wire.model.cloudformation.ListExportsOutput;
import dev.gust.wire.model.cloudformation.ListImportsInput;
import dev.gust.wire.model.cloudformation.ListImportsOutput;
import dev.gust.wire.model.cloudformation.ListStackResourcesInput;
import dev.gust.wire.model.cloudformation.ListStackResourcesOutput;
import dev.gust.wire.model.cloudformation.ListStacksInput;
import dev.gust.wire.model.cloudformation.ListStacksOutput;
import dev.gust.wire.model.cloudformation.Output;
import dev.gust.wire.model.cloudformation.Parameter;
import dev.gust.wire.model.cloudformation.RollbackConfiguration;
import dev.gust.wire.model.cloudformation.StackDriftInformation;
import dev.gust.wire.model.cloudformation.StackDriftStatus;
import dev.gust.wire.model.cloudformation.StackResourceDetail;
import dev.gust.wire.model.cloudformation.StackResourceSummary;
import dev.gust.wire.model.cloudformation.StackSummary;
import dev.gust.wire.model.cloudformation.Tag;
import dev.gust.wire.operation.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations that show stacks. */
final class StackViews {
    private static final int EVENTS_A_PAGE = 100;
    private static final int ITEMS_A_PAGE = 100;
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private final StackStore store;
    private final StackLookup lookup;
    private final StackEngine engine;

    StackViews(StackStore store, StackLookup lookup, StackEngine engine) {
        this.store = store;
        this.lookup = lookup;
        this.engine = engine;
    }

    /** A page of a list, and the token of the next. */
    private record Slice<T>(List<T> items, @Nullable String next) {}

    /** The token is the number of items before the page: these lists are short and change little. */
    private static <T> Slice<T> slice(List<T> all, @Nullable String token) {
        int from = token == null ? 0 : index(token);
        int to = Math.min(all.size(), from + ITEMS_A_PAGE);
        return new Slice<>(
                from >= to ? List.of() : all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }

    private static int index(String token) {
        if (!token.matches("[0-9]{1,6}")) {
            throw CloudFormationErrors.validation("NextToken is not one that was given out: " + token);
        }
        return Integer.parseInt(token);
    }

    DescribeStacksOutput describe(DescribeStacksInput input, CallContext context) {
        if (input.stackName() != null) {
            Stack stack = lookup.stack(context, input.stackName());
            if (stack.status().isRunning() && awaitEnd(stack)) {
                stack = lookup.stack(context, stack.id().arn());
            }
            return new DescribeStacksOutput(List.of(view(stack)), null);
        }
        Slice<Stack> page = slice(
                newestFirst(context).stream()
                        .filter(stack -> stack.status() != StackStatus.DELETE_COMPLETE)
                        .toList(),
                input.nextToken());
        return new DescribeStacksOutput(page.items().stream().map(this::view).toList(), page.next());
    }

    /**
     * Whoever asks about one stack that is being changed is told a little later rather than sooner: AWS's tools look once, and then
     * sleep up to half a minute before they look again, where here most changes take less than a second.
     */
    private boolean awaitEnd(Stack stack) {
        try {
            return engine.await(stack.id(), LONGEST_LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<Stack> newestFirst(CallContext context) {
        List<Stack> stacks = new ArrayList<>(store.stacks(store.store(), context.account(), context.region()));
        stacks.sort(Comparator.comparing(Stack::created).reversed());
        return stacks;
    }

    private dev.gust.wire.model.cloudformation.Stack view(Stack stack) {
        var view = dev.gust.wire.model.cloudformation.Stack.builder()
                .stackId(stack.id().arn())
                .stackName(stack.id().name())
                .description(stack.description())
                .creationTime(stack.created())
                .lastUpdatedTime(stack.updated())
                .deletionTime(stack.deleted())
                .rollbackConfiguration(new RollbackConfiguration(List.of(), null))
                .stackStatus(dev.gust.wire.model.cloudformation.StackStatus.valueOf(
                        stack.status().name()))
                .stackStatusReason(stack.reason())
                .disableRollback(stack.rollbackDisabled())
                .notificationARNs(stack.notificationArns())
                .outputs(stack.outputs().stream()
                        .map(output -> Output.builder()
                                .outputKey(output.key())
                                .outputValue(output.value())
                                .description(output.description())
                                .exportName(output.exportName())
                                .build())
                        .toList())
                .roleARN(stack.roleArn())
                .enableTerminationProtection(stack.terminationProtected())
                .driftInformation(new StackDriftInformation(StackDriftStatus.NOT_CHECKED, null));
        if (stack.definition() > 0) {
            StackDefinition definition = store.definition(store.store(), stack.id(), stack.definition());
            Template template = TemplateReader.read(definition.processed());
            view.parameters(definition.parameters().entrySet().stream()
                    .map(entry -> Parameter.builder()
                            .parameterKey(entry.getKey())
                            .parameterValue(StackRequests.shown(template, entry.getKey(), entry.getValue()))
                            .build())
                    .toList());
            view.tags(definition.tags().entrySet().stream()
                    .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                    .toList());
            view.capabilities(
                    definition.capabilities().stream().map(Capability::valueOf).toList());
        }
        return view.build();
    }

    ListStacksOutput list(ListStacksInput input, CallContext context) {
        List<String> wanted = input.stackStatusFilter().stream().map(Enum::name).toList();
        Slice<Stack> page = slice(
                newestFirst(context).stream()
                        .filter(stack -> wanted.isEmpty()
                                || wanted.contains(stack.status().name()))
                        .toList(),
                input.nextToken());
        return new ListStacksOutput(
                page.items().stream()
                        .map(stack -> StackSummary.builder()
                                .stackId(stack.id().arn())
                                .stackName(stack.id().name())
                                .templateDescription(stack.description())
                                .creationTime(stack.created())
                                .lastUpdatedTime(stack.updated())
                                .deletionTime(stack.deleted())
                                .stackStatus(dev.gust.wire.model.cloudformation.StackStatus.valueOf(
                                        stack.status().name()))
                                .stackStatusReason(stack.reason())
                                .build())
                        .toList(),
                page.next());
    }

    DescribeStackEventsOutput events(DescribeStackEventsInput input, CallContext context) {
        StackId id = lookup.find(context, input.stackName())
                .orElseThrow(() -> CloudFormationErrors.validation("Stack [" + input.stackName() + "] does not exist"));
        StackStore.Events page = store.events(
                store.store(), id, Optional.ofNullable(input.nextToken()).map(StackViews::range), EVENTS_A_PAGE);
        return new DescribeStackEventsOutput(
                page.events().stream()
                        .map(event -> dev.gust.wire.model.cloudformation.StackEvent.builder()
                                .stackId(id.arn())
                                .stackName(id.name())
                                .eventId(event.eventId())
                                .logicalResourceId(event.logicalId())
                                .physicalResourceId(event.physicalId())
                                .resourceType(event.type())
                                .timestamp(event.at())
                                .resourceStatus(event.status())
                                .resourceStatusReason(event.reason())
                                .resourceProperties(event.properties())
                                .clientRequestToken(event.requestToken())
                                .build())
                        .toList(),
                page.rest().map(StackViews::token).orElse(null));
    }

    private static String token(KeyRange range) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(range.from().toBytes()) + "."
                + encoder.encodeToString(range.to().toBytes());
    }

    private static KeyRange range(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            if (parts.length == 2) {
                Base64.Decoder decoder = Base64.getUrlDecoder();
                return new KeyRange(Key.ofBytes(decoder.decode(parts[0])), Key.ofBytes(decoder.decode(parts[1])));
            }
        } catch (IllegalArgumentException e) {
            throw CloudFormationErrors.validation("NextToken is not one that was given out");
        }
        throw CloudFormationErrors.validation("NextToken is not one that was given out");
    }

    DescribeStackResourcesOutput resources(DescribeStackResourcesInput input, CallContext context) {
        StackId id = stackOf(input, context);
        return new DescribeStackResourcesOutput(resources(id).stream()
                .filter(resource -> input.logicalResourceId() == null
                        || resource.logicalId().equals(input.logicalResourceId()))
                .map(resource -> dev.gust.wire.model.cloudformation.StackResource.builder()
                        .stackName(id.name())
                        .stackId(id.arn())
                        .logicalResourceId(resource.logicalId())
                        .physicalResourceId(resource.physicalId())
                        .resourceType(resource.type())
                        .timestamp(resource.updated())
                        .resourceStatus(resource.status().name())
                        .resourceStatusReason(resource.reason())
                        .build())
                .toList());
    }

    private StackId stackOf(DescribeStackResourcesInput input, CallContext context) {
        if (input.stackName() != null) {
            return lookup.id(context, input.stackName());
        }
        String physicalId = input.physicalResourceId();
        if (physicalId == null) {
            throw CloudFormationErrors.validation("Either StackName or PhysicalResourceId must be given.");
        }
        return store.stacks(store.store(), context.account(), context.region()).stream()
                .map(Stack::id)
                .filter(id -> resources(id).stream().anyMatch(resource -> physicalId.equals(resource.physicalId())))
                .findFirst()
                .orElseThrow(() -> CloudFormationErrors.validation("Stack for " + physicalId + " does not exist"));
    }

    private List<StackResource> resources(StackId id) {
        return List.copyOf(store.resources(store.store(), id).values());
    }

    DescribeStackResourceOutput resource(DescribeStackResourceInput input, CallContext context) {
        StackId id = lookup.find(context, input.stackName())
                .orElseThrow(() -> CloudFormationErrors.validation("Stack '" + input.stackName() + "' does not exist"));
        StackResource resource = resources(id).stream()
                .filter(candidate -> candidate.logicalId().equals(input.logicalResourceId()))
                .findFirst()
                .orElseThrow(() -> CloudFormationErrors.validation(
                        "Resource " + input.logicalResourceId() + " does not exist for stack " + id.name()));
        return new DescribeStackResourceOutput(StackResourceDetail.builder()
                .stackName(id.name())
                .stackId(id.arn())
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(resource.physicalId())
                .resourceType(resource.type())
                .lastUpdatedTimestamp(resource.updated())
                .resourceStatus(resource.status().name())
                .resourceStatusReason(resource.reason())
                .metadata(resource.metadata())
                .build());
    }

    ListStackResourcesOutput resourceSummaries(ListStackResourcesInput input, CallContext context) {
        Slice<StackResource> page = slice(resources(lookup.id(context, input.stackName())), input.nextToken());
        return new ListStackResourcesOutput(
                page.items().stream()
                        .map(resource -> StackResourceSummary.builder()
                                .logicalResourceId(resource.logicalId())
                                .physicalResourceId(resource.physicalId())
                                .resourceType(resource.type())
                                .lastUpdatedTimestamp(resource.updated())
                                .resourceStatus(resource.status().name())
                                .resourceStatusReason(resource.reason())
                                .build())
                        .toList(),
                page.next());
    }

    ListExportsOutput exports(ListExportsInput input, CallContext context) {
        var page = slice(store.exports(store.store(), context.account(), context.region()), input.nextToken());
        return new ListExportsOutput(
                page.items().stream()
                        .map(export -> new Export(export.stack().arn(), export.name(), export.value()))
                        .toList(),
                page.next());
    }

    ListImportsOutput imports(ListImportsInput input, CallContext context) {
        List<String> names =
                store.importers(store.store(), context.account(), context.region(), input.exportName()).stream()
                        .map(StackId::name)
                        .toList();
        if (names.isEmpty()) {
            throw CloudFormationErrors.validation("Export '" + input.exportName() + "' is not imported by any stack.");
        }
        Slice<String> page = slice(names, input.nextToken());
        return new ListImportsOutput(page.items(), page.next());
    }
}
