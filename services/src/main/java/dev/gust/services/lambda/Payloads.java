package dev.gust.services.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the payloads of invocations: bounded, and JSON. */
final class Payloads {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] EMPTY_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    private Payloads() {}

    /** The bytes; none at all stand for an empty event, as on AWS. */
    static byte[] read(@Nullable Payload payload, int limit) {
        if (payload == null) {
            return EMPTY_EVENT;
        }
        byte[] bytes;
        try {
            bytes = payload.readAll(limit);
        } catch (PayloadTooLargeException e) {
            throw LambdaErrors.tooLarge(
                    "Request must be smaller than " + limit + " bytes for the InvokeFunction operation");
        } catch (IOException e) {
            throw new UncheckedIOException("reading the payload of an invocation", e);
        }
        if (bytes.length == 0) {
            return EMPTY_EVENT;
        }
        check(bytes);
        return bytes;
    }

    /** As above, of an event that is to be kept. */
    static byte[] readEvent(@Nullable Payload payload, LambdaSettings settings) {
        byte[] bytes = read(payload, Math.max(settings.maximumPayloadBytes(), settings.maximumEventBytes()));
        if (bytes.length > settings.maximumEventBytes()) {
            throw LambdaErrors.tooLarge(
                    bytes.length + " byte payload is too large for the Event invocation type (limit "
                            + settings.maximumEventBytes() + " bytes)");
        }
        return bytes;
    }

    private static void check(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            boolean any = false;
            while (parser.nextToken() != null) {
                parser.skipChildren();
                if (any) {
                    throw LambdaErrors.badPayload("text goes on after the value");
                }
                any = true;
            }
            if (!any) {
                throw LambdaErrors.badPayload("No content to map due to end-of-input");
            }
        } catch (JsonProcessingException e) {
            throw LambdaErrors.badPayload(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
