package dev.gust.services.cloudformation;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.cloudformation.custom.CustomAnswers;
import dev.gust.services.cloudformation.stacks.ResourceTypes;
import dev.gust.services.cloudformation.stacks.StackEngine;
import dev.gust.services.cloudformation.stacks.StackStore;
import dev.gust.services.cloudformation.stacks.Stacks;
import dev.gust.services.ports.ObjectReader;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.cloudformation.CancelUpdateStackInput;
import dev.gust.wire.model.cloudformation.CancelUpdateStackOutput;
import dev.gust.wire.model.cloudformation.CloudFormation;
import dev.gust.wire.model.cloudformation.ContinueUpdateRollbackInput;
import dev.gust.wire.model.cloudformation.ContinueUpdateRollbackOutput;
import dev.gust.wire.model.cloudformation.CreateChangeSetInput;
import dev.gust.wire.model.cloudformation.CreateChangeSetOutput;
import dev.gust.wire.model.cloudformation.CreateStackInput;
import dev.gust.wire.model.cloudformation.CreateStackOutput;
import dev.gust.wire.model.cloudformation.DeleteChangeSetInput;
import dev.gust.wire.model.cloudformation.DeleteChangeSetOutput;
import dev.gust.wire.model.cloudformation.DeleteStackInput;
import dev.gust.wire.model.cloudformation.DeleteStackOutput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetInput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetOutput;
import dev.gust.wire.model.cloudformation.DescribeStackEventsInput;
import dev.gust.wire.model.cloudformation.DescribeStackEventsOutput;
import dev.gust.wire.model.cloudformation.DescribeStackResourceInput;
import dev.gust.wire.model.cloudformation.DescribeStackResourceOutput;
import dev.gust.wire.model.cloudformation.DescribeStackResourcesInput;
import dev.gust.wire.model.cloudformation.DescribeStackResourcesOutput;
import dev.gust.wire.model.cloudformation.DescribeStacksInput;
import dev.gust.wire.model.cloudformation.DescribeStacksOutput;
import dev.gust.wire.model.cloudformation.ExecuteChangeSetInput;
import dev.gust.wire.model.cloudformation.ExecuteChangeSetOutput;
import dev.gust.wire.model.cloudformation.GetTemplateInput;
import dev.gust.wire.model.cloudformation.GetTemplateOutput;
import dev.gust.wire.model.cloudformation.GetTemplateSummaryInput;
import dev.gust.wire.model.cloudformation.GetTemplateSummaryOutput;
import dev.gust.wire.model.cloudformation.ListChangeSetsInput;
import dev.gust.wire.model.cloudformation.ListChangeSetsOutput;
import dev.gust.wire.model.cloudformation.ListExportsInput;
import dev.gust.wire.model.cloudformation.ListExportsOutput;
import dev.gust.wire.model.cloudformation.ListImportsInput;
import dev.gust.wire.model.cloudformation.ListImportsOutput;
import dev.gust.wire.model.cloudformation.ListStackResourcesInput;
import dev.gust.wire.model.cloudformation.ListStackResourcesOutput;
import dev.gust.wire.model.cloudformation.ListStacksInput;
import dev.gust.wire.model.cloudformation.ListStacksOutput;
import dev.gust.wire.model.cloudformation.UpdateStackInput;
import dev.gust.wire.model.cloudformation.UpdateStackOutput;
import dev.gust.wire.model.cloudformation.UpdateTerminationProtectionInput;
import dev.gust.wire.model.cloudformation.UpdateTerminationProtectionOutput;
import dev.gust.wire.model.cloudformation.ValidateTemplateInput;
import dev.gust.wire.model.cloudformation.ValidateTemplateOutput;
import dev.gust.wire.operation.CallContext;
import java.util.Collection;

/** The operations of CloudFormation. {@link #start} takes up what the last stop cut short. */
public final class CloudFormationService implements CloudFormation, AutoCloseable {
    private final StackEngine engine;
    private final CustomAnswers answers;
    private final StackCalls stacks;
    private final StackViews views;
    private final TemplateCalls templates;
    private final ChangeSetCalls changeSets;

    /** The service over everything it needs: the handlers are those of all services, the answers those of custom resources. */
    public CloudFormationService(
            OrderedStore store,
            Collection<? extends ResourceHandler> handlers,
            CustomAnswers answers,
            ObjectReader objects,
            RoleDirectory roles,
            Clock clock,
            Ids ids) {
        this.answers = answers;
        StackStore stackStore = new StackStore(store);
        this.engine = new StackEngine(stackStore, new ResourceTypes(handlers), clock, ids);
        Stacks all = new Stacks(stackStore, engine);
        StackLookup lookup = new StackLookup(stackStore);
        StackRequests requests = new StackRequests(roles);
        TemplateSource sources = new TemplateSource(objects);
        ChangeSets sets = new ChangeSets(all, lookup, clock, ids);
        this.stacks = new StackCalls(all, lookup, requests, sources, sets);
        this.views = new StackViews(stackStore, lookup, engine);
        this.templates = new TemplateCalls(stackStore, lookup, sources, sets);
        this.changeSets = new ChangeSetCalls(sets, lookup, requests, sources);
    }

    public void start() {
        engine.resume();
    }

    @Override
    public void close() {
        engine.stopBeginning();
        answers.close();
        engine.close();
    }

    @Override
    public CreateStackOutput createStack(CreateStackInput input, CallContext context) {
        return stacks.create(input, context);
    }

    @Override
    public UpdateStackOutput updateStack(UpdateStackInput input, CallContext context) {
        return stacks.update(input, context);
    }

    @Override
    public DeleteStackOutput deleteStack(DeleteStackInput input, CallContext context) {
        return stacks.delete(input, context);
    }

    @Override
    public CancelUpdateStackOutput cancelUpdateStack(CancelUpdateStackInput input, CallContext context) {
        return stacks.cancel(input, context);
    }

    @Override
    public ContinueUpdateRollbackOutput continueUpdateRollback(ContinueUpdateRollbackInput input, CallContext context) {
        return stacks.continueRollback(input, context);
    }

    @Override
    public UpdateTerminationProtectionOutput updateTerminationProtection(
            UpdateTerminationProtectionInput input, CallContext context) {
        return stacks.protect(input, context);
    }

    @Override
    public DescribeStacksOutput describeStacks(DescribeStacksInput input, CallContext context) {
        return views.describe(input, context);
    }

    @Override
    public ListStacksOutput listStacks(ListStacksInput input, CallContext context) {
        return views.list(input, context);
    }

    @Override
    public DescribeStackEventsOutput describeStackEvents(DescribeStackEventsInput input, CallContext context) {
        return views.events(input, context);
    }

    @Override
    public DescribeStackResourcesOutput describeStackResources(DescribeStackResourcesInput input, CallContext context) {
        return views.resources(input, context);
    }

    @Override
    public DescribeStackResourceOutput describeStackResource(DescribeStackResourceInput input, CallContext context) {
        return views.resource(input, context);
    }

    @Override
    public ListStackResourcesOutput listStackResources(ListStackResourcesInput input, CallContext context) {
        return views.resourceSummaries(input, context);
    }

    @Override
    public ListExportsOutput listExports(ListExportsInput input, CallContext context) {
        return views.exports(input, context);
    }

    @Override
    public ListImportsOutput listImports(ListImportsInput input, CallContext context) {
        return views.imports(input, context);
    }

    @Override
    public GetTemplateOutput getTemplate(GetTemplateInput input, CallContext context) {
        return templates.get(input, context);
    }

    @Override
    public ValidateTemplateOutput validateTemplate(ValidateTemplateInput input, CallContext context) {
        return templates.validate(input, context);
    }

    @Override
    public GetTemplateSummaryOutput getTemplateSummary(GetTemplateSummaryInput input, CallContext context) {
        return templates.summarize(input, context);
    }

    @Override
    public CreateChangeSetOutput createChangeSet(CreateChangeSetInput input, CallContext context) {
        return changeSets.create(input, context);
    }

    @Override
    public DescribeChangeSetOutput describeChangeSet(DescribeChangeSetInput input, CallContext context) {
        return changeSets.describe(input, context);
    }

    @Override
    public ExecuteChangeSetOutput executeChangeSet(ExecuteChangeSetInput input, CallContext context) {
        return changeSets.execute(input, context);
    }

    @Override
    public DeleteChangeSetOutput deleteChangeSet(DeleteChangeSetInput input, CallContext context) {
        return changeSets.delete(input, context);
    }

    @Override
    public ListChangeSetsOutput listChangeSets(ListChangeSetsInput input, CallContext context) {
        return changeSets.list(input, context);
    }
}
