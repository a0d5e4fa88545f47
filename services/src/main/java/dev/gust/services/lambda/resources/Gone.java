package dev.gust.services.lambda.resources;

import dev.gust.wire.model.lambda.ResourceNotFoundException;

/** Deletions of what may be gone already. */
final class Gone {
    private Gone() {}

    static void orGone(Runnable deletion) {
        try {
            deletion.run();
        } catch (ResourceNotFoundException e) {
            // The wish is fulfilled.
        }
    }
}
