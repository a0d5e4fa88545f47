package dev.gust.services.lambda;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.lambda.sources.EventSources;
import dev.gust.services.lambda.sources.MappingStore;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.EventPatterns;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.FunctionInvoker;
import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.LogSink;
import dev.gust.services.ports.ObjectReader;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.usage.UsageSink;
import dev.gust.storage.BlobStore;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.AddPermissionResponse;
import dev.gust.wire.model.lambda.AliasConfiguration;
import dev.gust.wire.model.lambda.Concurrency;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.CreateFunctionRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.DeleteAliasOutput;
import dev.gust.wire.model.lambda.DeleteAliasRequest;
import dev.gust.wire.model.lambda.DeleteFunctionConcurrencyOutput;
import dev.gust.wire.model.lambda.DeleteFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigOutput;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.DeleteFunctionResponse;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigOutput;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.DeleteLayerVersionOutput;
import dev.gust.wire.model.lambda.DeleteLayerVersionRequest;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.FunctionEventInvokeConfig;
import dev.gust.wire.model.lambda.GetAccountSettingsRequest;
import dev.gust.wire.model.lambda.GetAccountSettingsResponse;
import dev.gust.wire.model.lambda.GetAliasRequest;
import dev.gust.wire.model.lambda.GetFunctionCodeSigningConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionCodeSigningConfigResponse;
import dev.gust.wire.model.lambda.GetFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.GetFunctionConcurrencyResponse;
import dev.gust.wire.model.lambda.GetFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.GetFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionRequest;
import dev.gust.wire.model.lambda.GetFunctionResponse;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.GetLayerVersionByArnRequest;
import dev.gust.wire.model.lambda.GetLayerVersionRequest;
import dev.gust.wire.model.lambda.GetLayerVersionResponse;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.GetPolicyResponse;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.model.lambda.InvokeAsyncRequest;
import dev.gust.wire.model.lambda.InvokeAsyncResponse;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamRequest;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponse;
import dev.gust.wire.model.lambda.ListAliasesRequest;
import dev.gust.wire.model.lambda.ListAliasesResponse;
import dev.gust.wire.model.lambda.ListFunctionEventInvokeConfigsRequest;
import dev.gust.wire.model.lambda.ListFunctionEventInvokeConfigsResponse;
import dev.gust.wire.model.lambda.ListFunctionUrlConfigsRequest;
import dev.gust.wire.model.lambda.ListFunctionUrlConfigsResponse;
import dev.gust.wire.model.lambda.ListFunctionsRequest;
import dev.gust.wire.model.lambda.ListFunctionsResponse;
import dev.gust.wire.model.lambda.ListLayerVersionsRequest;
import dev.gust.wire.model.lambda.ListLayerVersionsResponse;
import dev.gust.wire.model.lambda.ListLayersRequest;
import dev.gust.wire.model.lambda.ListLayersResponse;
import dev.gust.wire.model.lambda.ListTagsRequest;
import dev.gust.wire.model.lambda.ListTagsResponse;
import dev.gust.wire.model.lambda.ListVersionsByFunctionRequest;
import dev.gust.wire.model.lambda.ListVersionsByFunctionResponse;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishLayerVersionResponse;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.RemovePermissionOutput;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.TagResourceOutput;
import dev.gust.wire.model.lambda.TagResourceRequest;
import dev.gust.wire.model.lambda.UntagResourceOutput;
import dev.gust.wire.model.lambda.UntagResourceRequest;
import dev.gust.wire.model.lambda.UpdateAliasRequest;
import dev.gust.wire.model.lambda.UpdateFunctionCodeRequest;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.UpdateFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigResponse;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.Optional;

/** Lambda's operations, each handed to the noun it is about. */
public final class LambdaService extends CapacityAndLayerOperations implements AutoCloseable {
    private final Functions functions;
    private final FunctionUpdates updates;
    private final Versions versions;
    private final Aliases aliases;
    private final Permissions permissions;
    private final Layers layers;
    private final EventInvokeConfigs eventInvokes;
    private final FunctionUrls urls;
    private final FunctionSettings settings;
    private final Tags tags;
    private final Invocations invocations;
    private final LambdaInvoker invoker;
    private final LambdaEvents events;
    private final EventSources eventSources;
    private final ProvisionedKeeper keeper;
    private final PackageCleaning cleaning;
    private final ProvisionedConcurrency provisioned;
    private final LayerPermissions layerPermissions;
    private final RuntimePolicies policies;
    private final EventSourceMappings mappings;
    private final List<HttpSurface> surfaces;

    /**
     * What Lambda stands on; objects are empty as long as no service holds any.
     *
     * @param node names this server among those that share the store, and stays the same when it starts again
     */
    public record Foundation(
            OrderedStore store,
            BlobStore blobs,
            FunctionRuntime runtime,
            EventOutbox outbox,
            LogSink logs,
            UsageSink usage,
            RoleCredentials credentials,
            Optional<ObjectReader> objects,
            EventPatterns patterns,
            Clock clock,
            Randomness randomness,
            String node) {}

    public LambdaService(Foundation foundation, LambdaSettings limits) {
        LambdaParts parts = new LambdaParts(
                new LambdaStore(foundation.store()),
                foundation.runtime(),
                foundation.outbox(),
                new ConfigurationRules(foundation.runtime(), foundation.outbox(), limits),
                new FunctionDescriptions(foundation.runtime()),
                limits,
                foundation.clock(),
                new Ids(foundation.randomness()));
        Packages packages =
                new Packages(parts.store(), foundation.blobs(), foundation.runtime(), foundation.objects(), limits);
        Sessions sessions = new Sessions(foundation.credentials(), foundation.clock());
        FunctionRuns runs = new FunctionRuns(
                parts, packages, foundation.logs(), foundation.usage(), sessions, foundation.randomness());
        this.layers = new Layers(parts, packages);
        this.versions = new Versions(parts, packages, layers, runs);
        this.urls = new FunctionUrls(parts);
        this.functions = new Functions(parts, packages, layers, versions, urls, runs);
        this.updates = new FunctionUpdates(parts, packages, layers, versions, runs);
        this.keeper = new ProvisionedKeeper(parts, runs);
        this.aliases = new Aliases(parts, keeper::wake);
        this.permissions = new Permissions(parts);
        this.eventInvokes = new EventInvokeConfigs(parts);
        this.settings = new FunctionSettings(parts, runs::sharesChanged);
        this.tags = new Tags(parts);
        this.invocations = new Invocations(parts, runs);
        this.invoker = new LambdaInvoker(parts, runs);
        this.events = new LambdaEvents(parts, runs);
        this.eventSources = new EventSources(new EventSources.Work(
                new MappingStore(foundation.store()),
                new SourceCalls(runs),
                foundation.outbox(),
                foundation.clock(),
                parts.ids(),
                foundation.patterns(),
                foundation.node(),
                limits.maximumPayloadBytes()));
        this.cleaning = new PackageCleaning(parts);
        this.provisioned = new ProvisionedConcurrency(parts, keeper, runs::sharesChanged);
        this.layerPermissions = new LayerPermissions(parts);
        this.policies = new RuntimePolicies(parts);
        this.mappings = new EventSourceMappings(
                parts,
                new MappingStore(foundation.store()),
                eventSources,
                new SourceRules(parts.rules(), foundation.patterns()));
        this.surfaces = List.of(new CodeDownloads(packages), new UrlSurface(parts, urls, runs));
    }

    /** For services that call functions and wait. */
    public FunctionInvoker invoker() {
        return invoker;
    }

    /** For the delivery router. */
    public EventTarget eventTarget() {
        return events;
    }

    /** What reads the sources of events; whoever has streams registers them. */
    public EventSources eventSources() {
        return eventSources;
    }

    /** Begins what works by itself, when everything that it may call is there. */
    public void start() {
        eventSources.start();
        keeper.start();
        cleaning.start();
    }

    @Override
    public void close() {
        cleaning.close();
        keeper.close();
        eventSources.close();
    }

    @Override
    ProvisionedConcurrency provisioned() {
        return provisioned;
    }

    @Override
    LayerPermissions layerPermissions() {
        return layerPermissions;
    }

    @Override
    RuntimePolicies policies() {
        return policies;
    }

    @Override
    EventSourceMappings mappings() {
        return mappings;
    }

    /** Function URLs, and the archives that answers point to. */
    public List<HttpSurface> surfaces() {
        return surfaces;
    }

    @Override
    public GetAccountSettingsResponse getAccountSettings(GetAccountSettingsRequest input, CallContext context) {
        return settings.account(context);
    }

    @Override
    public FunctionConfiguration createFunction(CreateFunctionRequest input, CallContext context) {
        return functions.create(input, context);
    }

    @Override
    public GetFunctionResponse getFunction(GetFunctionRequest input, CallContext context) {
        return functions.get(input, context);
    }

    @Override
    public FunctionConfiguration getFunctionConfiguration(GetFunctionConfigurationRequest input, CallContext context) {
        return functions.configuration(input, context);
    }

    @Override
    public ListFunctionsResponse listFunctions(ListFunctionsRequest input, CallContext context) {
        return functions.list(input, context);
    }

    @Override
    public DeleteFunctionResponse deleteFunction(DeleteFunctionRequest input, CallContext context) {
        return functions.delete(input, context);
    }

    @Override
    public FunctionConfiguration updateFunctionCode(UpdateFunctionCodeRequest input, CallContext context) {
        return updates.code(input, context);
    }

    @Override
    public FunctionConfiguration updateFunctionConfiguration(
            UpdateFunctionConfigurationRequest input, CallContext context) {
        return updates.configuration(input, context);
    }

    @Override
    public FunctionConfiguration publishVersion(PublishVersionRequest input, CallContext context) {
        return versions.publish(input, context);
    }

    @Override
    public ListVersionsByFunctionResponse listVersionsByFunction(
            ListVersionsByFunctionRequest input, CallContext context) {
        return versions.list(input, context);
    }

    @Override
    public AliasConfiguration createAlias(CreateAliasRequest input, CallContext context) {
        return aliases.create(input, context);
    }

    @Override
    public AliasConfiguration updateAlias(UpdateAliasRequest input, CallContext context) {
        return aliases.update(input, context);
    }

    @Override
    public AliasConfiguration getAlias(GetAliasRequest input, CallContext context) {
        return aliases.get(input, context);
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest input, CallContext context) {
        return aliases.list(input, context);
    }

    @Override
    public DeleteAliasOutput deleteAlias(DeleteAliasRequest input, CallContext context) {
        return aliases.delete(input, context);
    }

    @Override
    public AddPermissionResponse addPermission(AddPermissionRequest input, CallContext context) {
        return permissions.add(input, context);
    }

    @Override
    public RemovePermissionOutput removePermission(RemovePermissionRequest input, CallContext context) {
        return permissions.remove(input, context);
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest input, CallContext context) {
        return permissions.get(input, context);
    }

    @Override
    public PublishLayerVersionResponse publishLayerVersion(PublishLayerVersionRequest input, CallContext context) {
        return layers.publish(input, context);
    }

    @Override
    public GetLayerVersionResponse getLayerVersion(GetLayerVersionRequest input, CallContext context) {
        return layers.get(input, context);
    }

    @Override
    public GetLayerVersionResponse getLayerVersionByArn(GetLayerVersionByArnRequest input, CallContext context) {
        return layers.get(input, context);
    }

    @Override
    public ListLayersResponse listLayers(ListLayersRequest input, CallContext context) {
        return layers.list(input, context);
    }

    @Override
    public ListLayerVersionsResponse listLayerVersions(ListLayerVersionsRequest input, CallContext context) {
        return layers.versions(input, context);
    }

    @Override
    public DeleteLayerVersionOutput deleteLayerVersion(DeleteLayerVersionRequest input, CallContext context) {
        return layers.delete(input, context);
    }

    @Override
    public FunctionEventInvokeConfig putFunctionEventInvokeConfig(
            PutFunctionEventInvokeConfigRequest input, CallContext context) {
        return eventInvokes.put(input, context);
    }

    @Override
    public FunctionEventInvokeConfig updateFunctionEventInvokeConfig(
            UpdateFunctionEventInvokeConfigRequest input, CallContext context) {
        return eventInvokes.update(input, context);
    }

    @Override
    public FunctionEventInvokeConfig getFunctionEventInvokeConfig(
            GetFunctionEventInvokeConfigRequest input, CallContext context) {
        return eventInvokes.get(input, context);
    }

    @Override
    public ListFunctionEventInvokeConfigsResponse listFunctionEventInvokeConfigs(
            ListFunctionEventInvokeConfigsRequest input, CallContext context) {
        return eventInvokes.list(input, context);
    }

    @Override
    public DeleteFunctionEventInvokeConfigOutput deleteFunctionEventInvokeConfig(
            DeleteFunctionEventInvokeConfigRequest input, CallContext context) {
        return eventInvokes.delete(input, context);
    }

    @Override
    public CreateFunctionUrlConfigResponse createFunctionUrlConfig(
            CreateFunctionUrlConfigRequest input, CallContext context) {
        return urls.create(input, context);
    }

    @Override
    public GetFunctionUrlConfigResponse getFunctionUrlConfig(GetFunctionUrlConfigRequest input, CallContext context) {
        return urls.get(input, context);
    }

    @Override
    public UpdateFunctionUrlConfigResponse updateFunctionUrlConfig(
            UpdateFunctionUrlConfigRequest input, CallContext context) {
        return urls.update(input, context);
    }

    @Override
    public DeleteFunctionUrlConfigOutput deleteFunctionUrlConfig(
            DeleteFunctionUrlConfigRequest input, CallContext context) {
        return urls.delete(input, context);
    }

    @Override
    public ListFunctionUrlConfigsResponse listFunctionUrlConfigs(
            ListFunctionUrlConfigsRequest input, CallContext context) {
        return urls.list(input, context);
    }

    @Override
    public Concurrency putFunctionConcurrency(PutFunctionConcurrencyRequest input, CallContext context) {
        return settings.reserve(input, context);
    }

    @Override
    public GetFunctionConcurrencyResponse getFunctionConcurrency(
            GetFunctionConcurrencyRequest input, CallContext context) {
        return settings.reserved(input, context);
    }

    @Override
    public DeleteFunctionConcurrencyOutput deleteFunctionConcurrency(
            DeleteFunctionConcurrencyRequest input, CallContext context) {
        return settings.unreserve(input, context);
    }

    @Override
    public TagResourceOutput tagResource(TagResourceRequest input, CallContext context) {
        return tags.tag(input, context);
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceRequest input, CallContext context) {
        return tags.untag(input, context);
    }

    @Override
    public ListTagsResponse listTags(ListTagsRequest input, CallContext context) {
        return tags.list(input, context);
    }

    @Override
    public GetFunctionCodeSigningConfigResponse getFunctionCodeSigningConfig(
            GetFunctionCodeSigningConfigRequest input, CallContext context) {
        return settings.codeSigning(input, context);
    }

    @Override
    public InvocationResponse invoke(InvocationRequest input, CallContext context) {
        return invocations.invoke(input, context);
    }

    @Override
    public InvokeAsyncResponse invokeAsync(InvokeAsyncRequest input, CallContext context) {
        return invocations.invokeAsync(input, context);
    }

    @Override
    public InvokeWithResponseStreamResponse invokeWithResponseStream(
            InvokeWithResponseStreamRequest input, CallContext context) {
        return invocations.stream(input, context);
    }
}
