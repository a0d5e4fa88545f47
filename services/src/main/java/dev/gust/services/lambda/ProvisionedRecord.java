package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import java.time.Instant;

/**
 * How many environments of a version, or of what an alias points to, are kept ready.
 *
 * @param function its name
 */
record ProvisionedRecord(
        String account, String region, String function, String qualifier, int requested, Instant lastModified) {
    static final Codec<ProvisionedRecord> CODEC = Codec.of(
            11,
            1,
            (out, config) -> out.text(config.account)
                    .text(config.region)
                    .text(config.function)
                    .text(config.qualifier)
                    .number(config.requested)
                    .instant(config.lastModified),
            in -> new ProvisionedRecord(in.text(), in.text(), in.text(), in.text(), (int) in.number(), in.instant()));

    /** Of every account and region: whoever starts has to find them all. */
    static Key everywhere() {
        return Key.of("gust", "lambda", "provisioned");
    }

    static Key of(Scope scope, String functionId) {
        return everywhere().plus(scope.account()).plus(scope.region()).plus(functionId);
    }

    static Key of(Scope scope, String functionId, String qualifier) {
        return of(scope, functionId).plus(qualifier);
    }

    FunctionReference reference() {
        return new FunctionReference(account, region, function, qualifier);
    }
}
