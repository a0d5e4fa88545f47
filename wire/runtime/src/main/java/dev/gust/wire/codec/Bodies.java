package dev.gust.wire.codec;

import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ServiceModel;
import java.io.IOException;

/** Bodies that hold a document, which is read as a whole and therefore bounded. */
public final class Bodies {
    private Bodies() {}

    /** All bytes; more than the service takes are refused. */
    public static byte[] read(Payload body, ServiceModel service) throws IOException {
        int limit = service.traits().maximumBodyBytes();
        try {
            return body.readAll(limit);
        } catch (PayloadTooLargeException e) {
            throw AwsException.sender(
                    "RequestEntityTooLargeException", 413, "Request must be smaller than " + limit + " bytes");
        }
    }
}
