package dev.gust.services.apigateway;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.apigateway.http.HttpApis;
import dev.gust.services.apigateway.http.HttpImports;
import dev.gust.services.apigateway.http.HttpRoutes;
import dev.gust.services.apigateway.http.HttpStages;
import dev.gust.services.ports.records.Paged;
import dev.gust.services.ports.records.ShapeCopy;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.apigatewayv2.BadRequestException;
import dev.gust.wire.model.apigatewayv2.CreateApiRequest;
import dev.gust.wire.model.apigatewayv2.CreateApiResponse;
import dev.gust.wire.model.apigatewayv2.CreateDeploymentRequest;
import dev.gust.wire.model.apigatewayv2.CreateDeploymentResponse;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationResult;
import dev.gust.wire.model.apigatewayv2.CreateRouteRequest;
import dev.gust.wire.model.apigatewayv2.CreateRouteResult;
import dev.gust.wire.model.apigatewayv2.CreateStageRequest;
import dev.gust.wire.model.apigatewayv2.CreateStageResponse;
import dev.gust.wire.model.apigatewayv2.DeleteApiOutput;
import dev.gust.wire.model.apigatewayv2.DeleteApiRequest;
import dev.gust.wire.model.apigatewayv2.DeleteCorsConfigurationOutput;
import dev.gust.wire.model.apigatewayv2.DeleteCorsConfigurationRequest;
import dev.gust.wire.model.apigatewayv2.DeleteDeploymentOutput;
import dev.gust.wire.model.apigatewayv2.DeleteDeploymentRequest;
import dev.gust.wire.model.apigatewayv2.DeleteIntegrationOutput;
import dev.gust.wire.model.apigatewayv2.DeleteIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.DeleteRouteOutput;
import dev.gust.wire.model.apigatewayv2.DeleteRouteRequest;
import dev.gust.wire.model.apigatewayv2.DeleteStageOutput;
import dev.gust.wire.model.apigatewayv2.DeleteStageRequest;
import dev.gust.wire.model.apigatewayv2.GetApiRequest;
import dev.gust.wire.model.apigatewayv2.GetApiResponse;
import dev.gust.wire.model.apigatewayv2.GetApisRequest;
import dev.gust.wire.model.apigatewayv2.GetApisResponse;
import dev.gust.wire.model.apigatewayv2.GetDeploymentRequest;
import dev.gust.wire.model.apigatewayv2.GetDeploymentResponse;
import dev.gust.wire.model.apigatewayv2.GetDeploymentsRequest;
import dev.gust.wire.model.apigatewayv2.GetDeploymentsResponse;
import dev.gust.wire.model.apigatewayv2.GetIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.GetIntegrationResult;
import dev.gust.wire.model.apigatewayv2.GetIntegrationsRequest;
import dev.gust.wire.model.apigatewayv2.GetIntegrationsResponse;
import dev.gust.wire.model.apigatewayv2.GetRouteRequest;
import dev.gust.wire.model.apigatewayv2.GetRouteResult;
import dev.gust.wire.model.apigatewayv2.GetRoutesRequest;
import dev.gust.wire.model.apigatewayv2.GetRoutesResponse;
import dev.gust.wire.model.apigatewayv2.GetStageRequest;
import dev.gust.wire.model.apigatewayv2.GetStageResponse;
import dev.gust.wire.model.apigatewayv2.GetStagesRequest;
import dev.gust.wire.model.apigatewayv2.GetStagesResponse;
import dev.gust.wire.model.apigatewayv2.GetTagsRequest;
import dev.gust.wire.model.apigatewayv2.GetTagsResponse;
import dev.gust.wire.model.apigatewayv2.ImportApiRequest;
import dev.gust.wire.model.apigatewayv2.ImportApiResponse;
import dev.gust.wire.model.apigatewayv2.ReimportApiRequest;
import dev.gust.wire.model.apigatewayv2.ReimportApiResponse;
import dev.gust.wire.model.apigatewayv2.TagResourceRequest;
import dev.gust.wire.model.apigatewayv2.TagResourceResponse;
import dev.gust.wire.model.apigatewayv2.UntagResourceOutput;
import dev.gust.wire.model.apigatewayv2.UntagResourceRequest;
import dev.gust.wire.model.apigatewayv2.UpdateApiRequest;
import dev.gust.wire.model.apigatewayv2.UpdateApiResponse;
import dev.gust.wire.model.apigatewayv2.UpdateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.UpdateIntegrationResult;
import dev.gust.wire.model.apigatewayv2.UpdateRouteRequest;
import dev.gust.wire.model.apigatewayv2.UpdateRouteResult;
import dev.gust.wire.model.apigatewayv2.UpdateStageRequest;
import dev.gust.wire.model.apigatewayv2.UpdateStageResponse;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.schema.Structure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP APIs, operation by operation. */
public final class ApiGatewayV2Service implements ApiGatewayV2 {
    private static final int DEFAULT_PAGE = 100;

    private final HttpApis apis;
    private final HttpRoutes routes;
    private final HttpStages stages;
    private final HttpImports imports;

    public ApiGatewayV2Service(OrderedStore store, Clock clock, Ids ids) {
        this.stages = new HttpStages(store, clock, ids);
        this.apis = new HttpApis(store, stages, clock, ids);
        this.routes = new HttpRoutes(store, stages, ids);
        this.imports = new HttpImports(apis, routes);
    }

    @Override
    public CreateApiResponse createApi(CreateApiRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.createApi(), apis.create(input, context));
    }

    @Override
    public ImportApiResponse importApi(ImportApiRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.importApi(), imports.create(input, context));
    }

    @Override
    public ReimportApiResponse reimportApi(ReimportApiRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.reimportApi(), imports.replace(input, context));
    }

    @Override
    public GetApiResponse getApi(GetApiRequest input, CallContext context) {
        return apis.get(input.apiId(), context);
    }

    @Override
    public GetApisResponse getApis(GetApisRequest input, CallContext context) {
        Paged<? extends Structure> page = page(apis.list(context), input.nextToken(), input.maxResults());
        return new GetApisResponse(
                ShapeCopy.items(ApiGatewayV2Model.getApis().output(), "Items", page.items()),
                page.next().orElse(null));
    }

    @Override
    public UpdateApiResponse updateApi(UpdateApiRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.updateApi(), apis.update(input, context));
    }

    @Override
    public DeleteApiOutput deleteApi(DeleteApiRequest input, CallContext context) {
        apis.delete(input.apiId(), context);
        return new DeleteApiOutput();
    }

    @Override
    public DeleteCorsConfigurationOutput deleteCorsConfiguration(
            DeleteCorsConfigurationRequest input, CallContext context) {
        apis.deleteCors(input.apiId(), context);
        return new DeleteCorsConfigurationOutput();
    }

    @Override
    public CreateRouteResult createRoute(CreateRouteRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.createRoute(), routes.create(input, context));
    }

    @Override
    public GetRouteResult getRoute(GetRouteRequest input, CallContext context) {
        return routes.get(input.apiId(), input.routeId(), context);
    }

    @Override
    public GetRoutesResponse getRoutes(GetRoutesRequest input, CallContext context) {
        Paged<? extends Structure> page =
                page(routes.list(input.apiId(), context), input.nextToken(), input.maxResults());
        return new GetRoutesResponse(
                ShapeCopy.items(ApiGatewayV2Model.getRoutes().output(), "Items", page.items()),
                page.next().orElse(null));
    }

    @Override
    public UpdateRouteResult updateRoute(UpdateRouteRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.updateRoute(), routes.update(input, context));
    }

    @Override
    public DeleteRouteOutput deleteRoute(DeleteRouteRequest input, CallContext context) {
        routes.delete(input.apiId(), input.routeId(), context);
        return new DeleteRouteOutput();
    }

    @Override
    public CreateIntegrationResult createIntegration(CreateIntegrationRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.createIntegration(), routes.createIntegration(input, context));
    }

    @Override
    public GetIntegrationResult getIntegration(GetIntegrationRequest input, CallContext context) {
        return routes.integration(input.apiId(), input.integrationId(), context);
    }

    @Override
    public GetIntegrationsResponse getIntegrations(GetIntegrationsRequest input, CallContext context) {
        Paged<? extends Structure> page =
                page(routes.integrations(input.apiId(), context), input.nextToken(), input.maxResults());
        return new GetIntegrationsResponse(
                ShapeCopy.items(ApiGatewayV2Model.getIntegrations().output(), "Items", page.items()),
                page.next().orElse(null));
    }

    @Override
    public UpdateIntegrationResult updateIntegration(UpdateIntegrationRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.updateIntegration(), routes.updateIntegration(input, context));
    }

    @Override
    public DeleteIntegrationOutput deleteIntegration(DeleteIntegrationRequest input, CallContext context) {
        routes.deleteIntegration(input.apiId(), input.integrationId(), context);
        return new DeleteIntegrationOutput();
    }

    @Override
    public CreateStageResponse createStage(CreateStageRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.createStage(), stages.create(input, context));
    }

    @Override
    public GetStageResponse getStage(GetStageRequest input, CallContext context) {
        return stages.get(input.apiId(), input.stageName(), context);
    }

    @Override
    public GetStagesResponse getStages(GetStagesRequest input, CallContext context) {
        Paged<? extends Structure> page =
                page(stages.list(input.apiId(), context), input.nextToken(), input.maxResults());
        return new GetStagesResponse(
                ShapeCopy.items(ApiGatewayV2Model.getStages().output(), "Items", page.items()),
                page.next().orElse(null));
    }

    @Override
    public UpdateStageResponse updateStage(UpdateStageRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.updateStage(), stages.update(input, context));
    }

    @Override
    public DeleteStageOutput deleteStage(DeleteStageRequest input, CallContext context) {
        stages.delete(input.apiId(), input.stageName(), context);
        return new DeleteStageOutput();
    }

    @Override
    public CreateDeploymentResponse createDeployment(CreateDeploymentRequest input, CallContext context) {
        return ShapeCopy.as(ApiGatewayV2Model.createDeployment(), stages.deploy(input, context));
    }

    @Override
    public GetDeploymentResponse getDeployment(GetDeploymentRequest input, CallContext context) {
        return stages.deployment(input.apiId(), input.deploymentId(), context);
    }

    @Override
    public GetDeploymentsResponse getDeployments(GetDeploymentsRequest input, CallContext context) {
        Paged<? extends Structure> page =
                page(stages.deployments(input.apiId(), context), input.nextToken(), input.maxResults());
        return new GetDeploymentsResponse(
                ShapeCopy.items(ApiGatewayV2Model.getDeployments().output(), "Items", page.items()),
                page.next().orElse(null));
    }

    @Override
    public DeleteDeploymentOutput deleteDeployment(DeleteDeploymentRequest input, CallContext context) {
        stages.deleteDeployment(input.apiId(), input.deploymentId(), context);
        return new DeleteDeploymentOutput();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest input, CallContext context) {
        apis.tag(apiOf(input.resourceArn()), input.tags(), List.of(), context);
        return new TagResourceResponse();
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceRequest input, CallContext context) {
        apis.tag(apiOf(input.resourceArn()), Map.of(), input.tagKeys(), context);
        return new UntagResourceOutput();
    }

    @Override
    public GetTagsResponse getTags(GetTagsRequest input, CallContext context) {
        return new GetTagsResponse(apis.get(apiOf(input.resourceArn()), context).tags());
    }

    private static <T> Paged<T> page(List<T> all, @Nullable String token, @Nullable String most) {
        int limit = DEFAULT_PAGE;
        if (most != null) {
            if (!most.matches("[1-9][0-9]{0,3}")) {
                throw new BadRequestException("Invalid maxResults: " + most);
            }
            limit = Integer.parseInt(most);
        }
        return Paged.of(all, Optional.ofNullable(token), limit);
    }

    /** Tags are kept for APIs: {@code arn:aws:apigateway:REGION::/apis/ID}. */
    private static String apiOf(String arn) {
        String resource = Arn.parse(arn)
                .map(Arn::resource)
                .orElseThrow(() -> new BadRequestException("Invalid ARN specified in the request"));
        if (!resource.matches("/apis/[a-z0-9]+")) {
            throw NotImplementedException.feature("ApiGatewayV2", "tags of " + resource);
        }
        return resource.substring("/apis/".length());
    }
}
