package dev.gust.services.cloudformation;

import static dev.gust.services.cloudformation.CloudFormationErrors.answering;
import static dev.gust.services.cloudformation.StackRequests.refuse;

import dev.gust.services.cloudformation.stacks.ChangeSet;
import dev.gust.services.cloudformation.stacks.ResourceChange;
import dev.gust.services.cloudformation.stacks.StackId;
import dev.gust.services.cloudformation.stacks.StackOperation;
import dev.gust.services.cloudformation.stacks.StackRequest;
import dev.gust.services.cloudformation.template.PropertyChanges;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.Change;
import dev.gust.wire.model.cloudformation.ChangeAction;
import dev.gust.wire.model.cloudformation.ChangeSetStatus;
import dev.gust.wire.model.cloudformation.ChangeSetSummary;
import dev.gust.wire.model.cloudformation.ChangeSetType;
import dev.gust.wire.model.cloudformation.ChangeSource;
import dev.gust.wire.model.cloudformation.ChangeType;
import dev.gust.wire.model.cloudformation.CreateChangeSetInput;
import dev.gust.wire.model.cloudformation.CreateChangeSetOutput;
import dev.gust.wire.model.cloudformation.DeleteChangeSetInput;
import dev.gust.wire.model.cloudformation.DeleteChangeSetOutput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetInput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetOutput;
import dev.gust.wire.model.cloudformation.EvaluationType;
import dev.gust.wire.model.cloudformation.ExecuteChangeSetInput;
import dev.gust.wire.model.cloudformation.ExecuteChangeSetOutput;
import dev.gust.wire.model.cloudformation.ExecutionStatus;
import dev.gust.wire.model.cloudformation.ListChangeSetsInput;
import dev.gust.wire.model.cloudformation.ListChangeSetsOutput;
import dev.gust.wire.model.cloudformation.OnStackFailure;
import dev.gust.wire.model.cloudformation.Parameter;
import dev.gust.wire.model.cloudformation.Replacement;
import dev.gust.wire.model.cloudformation.RequiresRecreation;
import dev.gust.wire.model.cloudformation.ResourceAttribute;
import dev.gust.wire.model.cloudformation.ResourceChangeDetail;
import dev.gust.wire.model.cloudformation.ResourceTargetDefinition;
import dev.gust.wire.model.cloudformation.RollbackConfiguration;
import dev.gust.wire.model.cloudformation.Tag;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations of change sets. */
final class ChangeSetCalls {
    private final ChangeSets changeSets;
    private final StackLookup lookup;
    private final StackRequests requests;
    private final TemplateSource templates;

    ChangeSetCalls(ChangeSets changeSets, StackLookup lookup, StackRequests requests, TemplateSource templates) {
        this.changeSets = changeSets;
        this.lookup = lookup;
        this.requests = requests;
        this.templates = templates;
    }

    CreateChangeSetOutput create(CreateChangeSetInput input, CallContext context) {
        refuse(input.resourceTypes(), "ResourceTypes");
        refuse(input.rollbackConfiguration(), "RollbackConfiguration");
        refuse(input.resourcesToImport(), "ResourcesToImport");
        refuse(input.changeSetType() == ChangeSetType.IMPORT ? true : null, "ChangeSetType IMPORT");
        refuse(Boolean.TRUE.equals(input.importExistingResources()) ? true : null, "ImportExistingResources");
        refuse(input.deploymentMode(), "DeploymentMode");
        return answering(() -> {
            boolean creating = input.changeSetType() == ChangeSetType.CREATE;
            Optional<StackId> existing =
                    changeSets.stackFor(context, input.stackName(), input.changeSetName(), creating);
            Optional<StackRequests.Current> current = existing.flatMap(lookup::current);
            StackRequest request = requests.request(
                    context,
                    new StackRequests.Input(
                            template(input, context, current),
                            input.parameters(),
                            input.capabilities(),
                            input.hasTags() ? Optional.of(input.tags()) : Optional.empty(),
                            input.hasNotificationARNs() ? Optional.of(input.notificationARNs()) : Optional.empty(),
                            input.roleARN(),
                            null,
                            onFailure(input.onStackFailure()),
                            true),
                    current);
            ChangeSet set = changeSets.add(
                    context, input.stackName(), input.changeSetName(), input.description(), request, existing);
            return new CreateChangeSetOutput(set.arn(), set.stack().arn());
        });
    }

    private String template(CreateChangeSetInput input, CallContext context, Optional<StackRequests.Current> current) {
        if (!Boolean.TRUE.equals(input.usePreviousTemplate())) {
            return templates.read(context, input.templateBody(), input.templateURL());
        }
        return current.map(now -> now.definition().template())
                .orElseThrow(() -> CloudFormationErrors.validation("The stack has no previous template."));
    }

    private static StackOperation.OnFailure onFailure(@Nullable OnStackFailure given) {
        return switch (given) {
            case null -> StackOperation.OnFailure.ROLLBACK;
            case ROLLBACK -> StackOperation.OnFailure.ROLLBACK;
            case DO_NOTHING -> StackOperation.OnFailure.DO_NOTHING;
            case DELETE -> StackOperation.OnFailure.DELETE;
        };
    }

    DescribeChangeSetOutput describe(DescribeChangeSetInput input, CallContext context) {
        ChangeSet set = changeSets.require(context, input.changeSetName(), input.stackName());
        Template template = TemplateReader.read(set.definition().processed());
        return DescribeChangeSetOutput.builder()
                .changeSetName(set.name())
                .changeSetId(set.arn())
                .stackId(set.stack().arn())
                .stackName(set.stack().name())
                .description(set.description())
                .parameters(set.definition().parameters().entrySet().stream()
                        .map(entry -> Parameter.builder()
                                .parameterKey(entry.getKey())
                                .parameterValue(StackRequests.shown(template, entry.getKey(), entry.getValue()))
                                .build())
                        .toList())
                .creationTime(set.created())
                .executionStatus(execution(set))
                .status(status(set))
                .statusReason(set.problem())
                .notificationARNs(set.notificationArns())
                .rollbackConfiguration(new RollbackConfiguration(List.of(), null))
                .capabilities(set.definition().capabilities().stream()
                        .map(Capability::valueOf)
                        .toList())
                .tags(set.definition().tags().entrySet().stream()
                        .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                        .toList())
                .changes(set.changes().stream().map(ChangeSetCalls::change).toList())
                .includeNestedStacks(false)
                .build();
    }

    private static ExecutionStatus execution(ChangeSet set) {
        return set.problem() == null ? ExecutionStatus.AVAILABLE : ExecutionStatus.UNAVAILABLE;
    }

    private static ChangeSetStatus status(ChangeSet set) {
        return set.problem() == null ? ChangeSetStatus.CREATE_COMPLETE : ChangeSetStatus.FAILED;
    }

    private static Change change(ResourceChange change) {
        boolean modify = change.action() == ResourceChange.Action.MODIFY;
        List<ResourceAttribute> scope = new ArrayList<>();
        if (!change.properties().isEmpty()) {
            scope.add(ResourceAttribute.PROPERTIES);
        }
        if (change.tagsChange()) {
            scope.add(ResourceAttribute.TAGS);
        }
        return new Change(
                ChangeType.RESOURCE,
                null,
                dev.gust.wire.model.cloudformation.ResourceChange.builder()
                        .action(
                                switch (change.action()) {
                                    case ADD -> ChangeAction.ADD;
                                    case MODIFY -> ChangeAction.MODIFY;
                                    case REMOVE -> ChangeAction.REMOVE;
                                })
                        .logicalResourceId(change.logicalId())
                        .physicalResourceId(change.physicalId())
                        .resourceType(change.type())
                        .replacement(modify ? replacement(change.replacement()) : null)
                        .scope(scope)
                        .details(change.properties().stream()
                                .map(ChangeSetCalls::detail)
                                .toList())
                        .build());
    }

    private static Replacement replacement(ResourceChange.Replacement replacement) {
        return switch (replacement) {
            case NEVER -> Replacement.FALSE;
            case CONDITIONAL -> Replacement.CONDITIONAL;
            case ALWAYS -> Replacement.TRUE;
        };
    }

    private static ResourceChangeDetail detail(PropertyChanges.Change change) {
        RequiresRecreation recreation = !change.replaces()
                ? RequiresRecreation.NEVER
                : change.known() ? RequiresRecreation.ALWAYS : RequiresRecreation.CONDITIONALLY;
        return ResourceChangeDetail.builder()
                .target(ResourceTargetDefinition.builder()
                        .attribute(ResourceAttribute.PROPERTIES)
                        .name(change.property())
                        .requiresRecreation(recreation)
                        .build())
                .evaluation(change.known() ? EvaluationType.STATIC : EvaluationType.DYNAMIC)
                .changeSource(change.known() ? ChangeSource.DIRECT_MODIFICATION : ChangeSource.RESOURCE_REFERENCE)
                .build();
    }

    ExecuteChangeSetOutput execute(ExecuteChangeSetInput input, CallContext context) {
        refuse(Boolean.TRUE.equals(input.retainExceptOnCreate()) ? true : null, "RetainExceptOnCreate");
        return answering(() -> {
            ChangeSet set = changeSets.require(context, input.changeSetName(), input.stackName());
            StackOperation.OnFailure onFailure = Boolean.TRUE.equals(input.disableRollback())
                    ? StackOperation.OnFailure.DO_NOTHING
                    : set.onFailure();
            changeSets.execute(set, requests.execution(context, set, onFailure, input.clientRequestToken()));
            return new ExecuteChangeSetOutput();
        });
    }

    DeleteChangeSetOutput delete(DeleteChangeSetInput input, CallContext context) {
        return answering(() -> {
            changeSets.find(context, input.changeSetName(), input.stackName()).ifPresent(changeSets::remove);
            return new DeleteChangeSetOutput();
        });
    }

    ListChangeSetsOutput list(ListChangeSetsInput input, CallContext context) {
        return new ListChangeSetsOutput(
                changeSets.all(lookup.id(context, input.stackName())).stream()
                        .map(set -> ChangeSetSummary.builder()
                                .stackId(set.stack().arn())
                                .stackName(set.stack().name())
                                .changeSetId(set.arn())
                                .changeSetName(set.name())
                                .executionStatus(execution(set))
                                .status(status(set))
                                .statusReason(set.problem())
                                .creationTime(set.created())
                                .description(set.description())
                                .build())
                        .toList(),
                null);
    }
}
