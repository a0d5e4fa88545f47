package dev.gust.services.apigateway.http;

import dev.gust.wire.model.apigatewayv2.NotFoundException;

/** Deleting what is gone already is a success, for resource handlers. */
final class Gone {
    private Gone() {}

    static void orDelete(Runnable deletion) {
        try {
            deletion.run();
        } catch (NotFoundException e) {
            // The wish is fulfilled.
        }
    }
}
