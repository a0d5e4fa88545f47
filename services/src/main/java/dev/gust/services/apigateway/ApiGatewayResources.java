package dev.gust.services.apigateway;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.apigateway.http.HttpApiHandler;
import dev.gust.services.apigateway.http.HttpApis;
import dev.gust.services.apigateway.http.HttpDeploymentHandler;
import dev.gust.services.apigateway.http.HttpImports;
import dev.gust.services.apigateway.http.HttpIntegrationHandler;
import dev.gust.services.apigateway.http.HttpRouteHandler;
import dev.gust.services.apigateway.http.HttpRoutes;
import dev.gust.services.apigateway.http.HttpStageHandler;
import dev.gust.services.apigateway.http.HttpStages;
import dev.gust.services.apigateway.rest.RestApiHandler;
import dev.gust.services.apigateway.rest.RestApis;
import dev.gust.services.apigateway.rest.RestDeploymentHandler;
import dev.gust.services.apigateway.rest.RestDeployments;
import dev.gust.services.apigateway.rest.RestImports;
import dev.gust.services.apigateway.rest.RestMethodHandler;
import dev.gust.services.apigateway.rest.RestMethods;
import dev.gust.services.apigateway.rest.RestResourceHandler;
import dev.gust.services.apigateway.rest.RestResources;
import dev.gust.services.apigateway.rest.RestStageHandler;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.OrderedStore;
import java.util.List;

/** The types of API Gateway that templates may use. */
public final class ApiGatewayResources {
    private ApiGatewayResources() {}

    public static List<ResourceHandler> handlers(OrderedStore store, Clock clock, Ids ids) {
        RestApis restApis = new RestApis(store, clock, ids);
        RestDeployments deployments = new RestDeployments(store, clock, ids);
        HttpStages stages = new HttpStages(store, clock, ids);
        HttpApis httpApis = new HttpApis(store, stages, clock, ids);
        HttpRoutes routes = new HttpRoutes(store, stages, ids);
        return List.of(
                new RestApiHandler(restApis, new RestImports(store, restApis, ids)),
                new RestResourceHandler(new RestResources(store, ids)),
                new RestMethodHandler(new RestMethods(store)),
                new RestDeploymentHandler(deployments),
                new RestStageHandler(deployments),
                new HttpApiHandler(httpApis, new HttpImports(httpApis, routes)),
                new HttpIntegrationHandler(routes),
                new HttpRouteHandler(routes),
                new HttpStageHandler(stages),
                new HttpDeploymentHandler(stages));
    }
}
