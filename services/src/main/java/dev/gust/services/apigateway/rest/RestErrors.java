package dev.gust.services.apigateway.rest;

import dev.gust.wire.model.apigateway.BadRequestException;
import dev.gust.wire.model.apigateway.ConflictException;
import dev.gust.wire.model.apigateway.NotFoundException;

/** What REST APIs refuse, in AWS's words. */
final class RestErrors {
    private RestErrors() {}

    static NotFoundException noApi(String account, String apiId) {
        return new NotFoundException("Invalid API identifier specified " + account + ":" + apiId);
    }

    static NotFoundException noResource() {
        return new NotFoundException("Invalid Resource identifier specified");
    }

    static NotFoundException noMethod() {
        return new NotFoundException("Invalid Method identifier specified");
    }

    static NotFoundException noIntegration() {
        return new NotFoundException("Invalid Integration identifier specified");
    }

    static NotFoundException noResponse() {
        return new NotFoundException("Invalid Response status code specified");
    }

    static NotFoundException noDeployment() {
        return new NotFoundException("Invalid Deployment identifier specified");
    }

    static NotFoundException noStage() {
        return new NotFoundException("Invalid Stage identifier specified");
    }

    static ConflictException methodExists() {
        return new ConflictException("Method already exists for this resource");
    }

    static ConflictException siblingExists(String pathPart) {
        return new ConflictException("Another resource with the same parent already has this name: " + pathPart);
    }

    static ConflictException stageExists() {
        return new ConflictException("Stage already exists");
    }

    static BadRequestException bad(String message) {
        return new BadRequestException(message);
    }
}
