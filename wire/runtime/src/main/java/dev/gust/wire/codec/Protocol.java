package dev.gust.wire.codec;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.schema.Structure;
import java.io.IOException;

/** Turns requests into inputs, and outputs and errors into answers. Without state; shared by all threads. */
public interface Protocol {
    ProtocolName name();

    /**
     * The input that a request holds, checked against the model's constraints.
     *
     * @throws AwsException when the request is malformed or breaks a constraint, in the words AWS has for it
     * @throws IOException when the body cannot be read
     */
    <I extends Structure> I decode(Operation<I, ?> operation, HttpRequest request) throws IOException;

    /** The answer to a call that went well. */
    <O extends Structure> HttpResponse encode(Operation<?, O> operation, O output, String requestId);

    /** The answer to a call that was refused. */
    HttpResponse encodeError(ServiceModel service, AwsException error, String requestId);
}
