package dev.gust.services.apigateway;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.apigateway.rest.RestDeployments;
import dev.gust.services.apigateway.rest.RestImports;
import dev.gust.services.apigateway.rest.RestMethods;
import dev.gust.services.apigateway.rest.RestResources;
import dev.gust.services.ports.records.Paged;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.apigateway.ApiGateway;
import dev.gust.wire.model.apigateway.BadRequestException;
import dev.gust.wire.model.apigateway.CreateDeploymentRequest;
import dev.gust.wire.model.apigateway.CreateResourceRequest;
import dev.gust.wire.model.apigateway.CreateRestApiRequest;
import dev.gust.wire.model.apigateway.CreateStageRequest;
import dev.gust.wire.model.apigateway.DeleteDeploymentOutput;
import dev.gust.wire.model.apigateway.DeleteDeploymentRequest;
import dev.gust.wire.model.apigateway.DeleteIntegrationOutput;
import dev.gust.wire.model.apigateway.DeleteIntegrationRequest;
import dev.gust.wire.model.apigateway.DeleteMethodOutput;
import dev.gust.wire.model.apigateway.DeleteMethodRequest;
import dev.gust.wire.model.apigateway.DeleteResourceOutput;
import dev.gust.wire.model.apigateway.DeleteResourceRequest;
import dev.gust.wire.model.apigateway.DeleteRestApiOutput;
import dev.gust.wire.model.apigateway.DeleteRestApiRequest;
import dev.gust.wire.model.apigateway.DeleteStageOutput;
import dev.gust.wire.model.apigateway.DeleteStageRequest;
import dev.gust.wire.model.apigateway.Deployment;
import dev.gust.wire.model.apigateway.Deployments;
import dev.gust.wire.model.apigateway.GetDeploymentRequest;
import dev.gust.wire.model.apigateway.GetDeploymentsRequest;
import dev.gust.wire.model.apigateway.GetIntegrationRequest;
import dev.gust.wire.model.apigateway.GetMethodRequest;
import dev.gust.wire.model.apigateway.GetResourceRequest;
import dev.gust.wire.model.apigateway.GetResourcesRequest;
import dev.gust.wire.model.apigateway.GetRestApiRequest;
import dev.gust.wire.model.apigateway.GetRestApisRequest;
import dev.gust.wire.model.apigateway.GetStageRequest;
import dev.gust.wire.model.apigateway.GetStagesRequest;
import dev.gust.wire.model.apigateway.GetTagsRequest;
import dev.gust.wire.model.apigateway.ImportRestApiRequest;
import dev.gust.wire.model.apigateway.Integration;
import dev.gust.wire.model.apigateway.IntegrationResponse;
import dev.gust.wire.model.apigateway.Method;
import dev.gust.wire.model.apigateway.MethodResponse;
import dev.gust.wire.model.apigateway.PutIntegrationRequest;
import dev.gust.wire.model.apigateway.PutIntegrationResponseRequest;
import dev.gust.wire.model.apigateway.PutMethodRequest;
import dev.gust.wire.model.apigateway.PutMethodResponseRequest;
import dev.gust.wire.model.apigateway.PutRestApiRequest;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.Resources;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigateway.RestApis;
import dev.gust.wire.model.apigateway.Stage;
import dev.gust.wire.model.apigateway.Stages;
import dev.gust.wire.model.apigateway.TagResourceOutput;
import dev.gust.wire.model.apigateway.TagResourceRequest;
import dev.gust.wire.model.apigateway.Tags;
import dev.gust.wire.model.apigateway.UntagResourceOutput;
import dev.gust.wire.model.apigateway.UntagResourceRequest;
import dev.gust.wire.model.apigateway.UpdateRestApiRequest;
import dev.gust.wire.model.apigateway.UpdateStageRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** REST APIs, operation by operation. */
public final class ApiGatewayService implements ApiGateway {
    private static final int DEFAULT_PAGE = 25;
    private static final int LARGEST_PAGE = 500;

    private final dev.gust.services.apigateway.rest.RestApis apis;
    private final RestResources resources;
    private final RestMethods methods;
    private final RestDeployments deployments;
    private final RestImports imports;

    public ApiGatewayService(OrderedStore store, Clock clock, Ids ids) {
        this.apis = new dev.gust.services.apigateway.rest.RestApis(store, clock, ids);
        this.resources = new RestResources(store, ids);
        this.methods = new RestMethods(store);
        this.deployments = new RestDeployments(store, clock, ids);
        this.imports = new RestImports(store, apis, ids);
    }

    @Override
    public RestApi createRestApi(CreateRestApiRequest input, CallContext context) {
        return apis.create(input, context);
    }

    @Override
    public RestApi getRestApi(GetRestApiRequest input, CallContext context) {
        return apis.get(input.restApiId(), context);
    }

    @Override
    public RestApis getRestApis(GetRestApisRequest input, CallContext context) {
        Paged<RestApi> page = page(apis.list(context), input.position(), input.limit());
        return new RestApis(page.next().orElse(null), page.items());
    }

    @Override
    public RestApi updateRestApi(UpdateRestApiRequest input, CallContext context) {
        return apis.update(input, context);
    }

    @Override
    public DeleteRestApiOutput deleteRestApi(DeleteRestApiRequest input, CallContext context) {
        apis.delete(input.restApiId(), context);
        return new DeleteRestApiOutput();
    }

    @Override
    public RestApi importRestApi(ImportRestApiRequest input, CallContext context) {
        return imports.create(input, context);
    }

    @Override
    public RestApi putRestApi(PutRestApiRequest input, CallContext context) {
        return imports.replace(input, context);
    }

    @Override
    public Resource createResource(CreateResourceRequest input, CallContext context) {
        return resources.create(input, context);
    }

    @Override
    public Resource getResource(GetResourceRequest input, CallContext context) {
        Resource resource = resources.get(input.restApiId(), input.resourceId(), context);
        return embedded(resource, input.embed().contains("methods"));
    }

    @Override
    public Resources getResources(GetResourcesRequest input, CallContext context) {
        List<Resource> all = resources.list(input.restApiId(), context).stream()
                .map(resource -> embedded(resource, input.embed().contains("methods")))
                .toList();
        Paged<Resource> page = page(all, input.position(), input.limit());
        return new Resources(page.next().orElse(null), page.items());
    }

    @Override
    public DeleteResourceOutput deleteResource(DeleteResourceRequest input, CallContext context) {
        resources.delete(input.restApiId(), input.resourceId(), context);
        return new DeleteResourceOutput();
    }

    @Override
    public Method putMethod(PutMethodRequest input, CallContext context) {
        return methods.put(input, context);
    }

    @Override
    public Method getMethod(GetMethodRequest input, CallContext context) {
        return methods.get(input.restApiId(), input.resourceId(), input.httpMethod(), context);
    }

    @Override
    public DeleteMethodOutput deleteMethod(DeleteMethodRequest input, CallContext context) {
        methods.delete(input.restApiId(), input.resourceId(), input.httpMethod(), context);
        return new DeleteMethodOutput();
    }

    @Override
    public Integration putIntegration(PutIntegrationRequest input, CallContext context) {
        return methods.putIntegration(input, context);
    }

    @Override
    public Integration getIntegration(GetIntegrationRequest input, CallContext context) {
        return methods.integration(input.restApiId(), input.resourceId(), input.httpMethod(), context);
    }

    @Override
    public DeleteIntegrationOutput deleteIntegration(DeleteIntegrationRequest input, CallContext context) {
        methods.deleteIntegration(input.restApiId(), input.resourceId(), input.httpMethod(), context);
        return new DeleteIntegrationOutput();
    }

    @Override
    public IntegrationResponse putIntegrationResponse(PutIntegrationResponseRequest input, CallContext context) {
        return methods.putIntegrationResponse(input, context);
    }

    @Override
    public MethodResponse putMethodResponse(PutMethodResponseRequest input, CallContext context) {
        return methods.putMethodResponse(input, context);
    }

    @Override
    public Deployment createDeployment(CreateDeploymentRequest input, CallContext context) {
        return deployments.create(input, context);
    }

    @Override
    public Deployment getDeployment(GetDeploymentRequest input, CallContext context) {
        return deployments.get(input.restApiId(), input.deploymentId(), context);
    }

    @Override
    public Deployments getDeployments(GetDeploymentsRequest input, CallContext context) {
        Paged<Deployment> page = page(deployments.list(input.restApiId(), context), input.position(), input.limit());
        return new Deployments(page.next().orElse(null), page.items());
    }

    @Override
    public DeleteDeploymentOutput deleteDeployment(DeleteDeploymentRequest input, CallContext context) {
        deployments.delete(input.restApiId(), input.deploymentId(), context);
        return new DeleteDeploymentOutput();
    }

    @Override
    public Stage createStage(CreateStageRequest input, CallContext context) {
        return deployments.createStage(input, context);
    }

    @Override
    public Stage getStage(GetStageRequest input, CallContext context) {
        return deployments.stage(input.restApiId(), input.stageName(), context);
    }

    @Override
    public Stages getStages(GetStagesRequest input, CallContext context) {
        return new Stages(deployments.stages(input.restApiId(), input.deploymentId(), context));
    }

    @Override
    public Stage updateStage(UpdateStageRequest input, CallContext context) {
        return deployments.updateStage(input, context);
    }

    @Override
    public DeleteStageOutput deleteStage(DeleteStageRequest input, CallContext context) {
        deployments.deleteStage(input.restApiId(), input.stageName(), context);
        return new DeleteStageOutput();
    }

    @Override
    public TagResourceOutput tagResource(TagResourceRequest input, CallContext context) {
        apis.tag(apiOf(input.resourceArn()), input.tags(), List.of(), context);
        return new TagResourceOutput();
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceRequest input, CallContext context) {
        apis.tag(apiOf(input.resourceArn()), Map.of(), input.tagKeys(), context);
        return new UntagResourceOutput();
    }

    @Override
    public Tags getTags(GetTagsRequest input, CallContext context) {
        return new Tags(apis.get(apiOf(input.resourceArn()), context).tags());
    }

    private static <T> Paged<T> page(List<T> all, @Nullable String position, @Nullable Integer limit) {
        int asked = limit == null ? DEFAULT_PAGE : limit;
        if (asked < 1 || asked > LARGEST_PAGE) {
            throw new BadRequestException("Invalid limit: between 1 and " + LARGEST_PAGE);
        }
        return Paged.of(all, Optional.ofNullable(position), asked);
    }

    private static Resource embedded(Resource resource, boolean methods) {
        if (methods) {
            return resource;
        }
        Map<String, Method> empty = new LinkedHashMap<>();
        resource.resourceMethods()
                .keySet()
                .forEach(verb -> empty.put(verb, Method.builder().build()));
        return resource.toBuilder().resourceMethods(empty).build();
    }

    /** Tags are kept for APIs: {@code arn:aws:apigateway:REGION::/restapis/ID}. */
    private static String apiOf(String arn) {
        String resource = Arn.parse(arn)
                .map(Arn::resource)
                .orElseThrow(() -> new BadRequestException("Invalid ARN specified in the request"));
        if (!resource.matches("/restapis/[a-z0-9]+")) {
            throw NotImplementedException.feature("API Gateway", "tags of " + resource);
        }
        return resource.substring("/restapis/".length());
    }
}
