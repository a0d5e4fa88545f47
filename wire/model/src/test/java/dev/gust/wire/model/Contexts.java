package dev.gust.wire.model;

import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Instant;

/** A call's context where none of it matters. */
final class Contexts {
    private Contexts() {}

    static CallContext any() {
        return new CallContext(
                Principal.root("000000000000", "test"),
                "000000000000",
                "us-east-1",
                CallSource.WIRE,
                "request",
                null,
                Instant.EPOCH,
                URI.create("http://127.0.0.1:4566"));
    }
}
