package dev.gust.wire.codec;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ServiceModel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Bodies that hold a document, which is read as a whole and therefore bounded. */
public final class Bodies {
    private Bodies() {}

    /** All bytes of a request's document; a compressed one is unpacked, within the same limit. */
    public static byte[] read(HttpRequest request, ServiceModel service) throws IOException {
        String encoding = request.headers().first("Content-Encoding").orElse("");
        if (!encoding.equalsIgnoreCase("gzip")) {
            return read(request.body(), service);
        }
        try (InputStream packed = request.body().open();
                InputStream unpacked = new GZIPInputStream(packed)) {
            return read(Payload.of(unpacked), service);
        } catch (ZipException | EOFException e) {
            throw new MalformedException("The body is not the gzip that its Content-Encoding says");
        }
    }

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
