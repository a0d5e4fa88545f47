package dev.gust.wire.model;

import dev.gust.wire.codec.Protocol;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.ProtocolRouter;
import dev.gust.wire.protocol.Resolution;
import dev.gust.wire.schema.Structure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Requests as clients send them, and what the codecs make of them. */
final class Requests {
    private Requests() {}

    static HttpRequest json(String target, String body) {
        HttpHeaders headers = HttpHeaders.of("X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.0");
        return new HttpRequest("POST", "/", "", headers, Payload.utf8(body), "127.0.0.1");
    }

    static HttpRequest form(String body) {
        HttpHeaders headers = HttpHeaders.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        return new HttpRequest("POST", "/", "", headers, Payload.utf8(body), "127.0.0.1");
    }

    static HttpRequest rest(String method, String path, String query, String body) {
        return new HttpRequest(method, path, query, HttpHeaders.empty(), Payload.utf8(body), "127.0.0.1");
    }

    /** The input that the service's code is given. */
    static Structure decode(ServiceModel service, HttpRequest request) {
        return resolved(service, request, (protocol, operation) -> protocol.decode(operation, request));
    }

    static Protocol protocol(ServiceModel service, HttpRequest request) {
        return resolved(service, request, (protocol, operation) -> protocol);
    }

    static String body(HttpResponse response) {
        try {
            return new String(response.body().readAll(10_000_000), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Use<T> {
        T of(Protocol protocol, Operation<?, ?> operation) throws IOException;
    }

    private static <T> T resolved(ServiceModel service, HttpRequest request, Use<T> use) {
        try {
            return switch (ProtocolRouter.resolve(service, request)) {
                case Resolution.Found(var protocol, var operation) -> use.of(protocol, operation);
                case Resolution.Refused(var protocol, var error) -> throw error;
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
