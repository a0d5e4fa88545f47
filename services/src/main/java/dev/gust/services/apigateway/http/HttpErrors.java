package dev.gust.services.apigateway.http;

import dev.gust.wire.model.apigatewayv2.BadRequestException;
import dev.gust.wire.model.apigatewayv2.ConflictException;
import dev.gust.wire.model.apigatewayv2.NotFoundException;

/** What HTTP APIs refuse, in AWS's words. */
final class HttpErrors {
    private HttpErrors() {}

    static NotFoundException noApi(String apiId) {
        return notFound("Invalid API identifier specified " + apiId);
    }

    static NotFoundException noRoute(String routeId) {
        return notFound("Unable to find Route by id " + routeId + " within the provided RestApi");
    }

    static NotFoundException noIntegration(String integrationId) {
        return notFound("Invalid Integration identifier specified " + integrationId);
    }

    static NotFoundException noStage() {
        return notFound("Invalid Stage identifier specified");
    }

    static NotFoundException noDeployment(String deploymentId) {
        return notFound("Invalid Deployment identifier specified " + deploymentId);
    }

    static ConflictException routeExists(String routeKey) {
        return new ConflictException("Route with key " + routeKey + " already exists for this API");
    }

    static ConflictException stageExists() {
        return new ConflictException("Stage already exists");
    }

    static BadRequestException bad(String message) {
        return new BadRequestException(message);
    }

    private static NotFoundException notFound(String message) {
        return new NotFoundException(message);
    }
}
