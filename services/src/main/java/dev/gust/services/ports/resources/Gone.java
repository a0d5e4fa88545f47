package dev.gust.services.ports.resources;

import dev.gust.wire.operation.AwsException;

/** Deletions of what may be gone already: then the wish is fulfilled. */
public final class Gone {
    private static final int NOT_FOUND = 404;

    private Gone() {}

    public static void orDelete(Runnable deletion) {
        try {
            deletion.run();
        } catch (AwsException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }
}
