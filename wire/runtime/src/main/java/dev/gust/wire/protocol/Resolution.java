package dev.gust.wire.protocol;

import dev.gust.wire.codec.Protocol;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;

/** What a request asks for, and the protocol that an answer has to be written in. */
public sealed interface Resolution {
    Protocol protocol();

    /** A modelled operation. */
    record Found(Protocol protocol, Operation<?, ?> operation) implements Resolution {}

    /** No operation, or one that is not modelled; the error says which. */
    record Refused(Protocol protocol, AwsException error) implements Resolution {}
}
