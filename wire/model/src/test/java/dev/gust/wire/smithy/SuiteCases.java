package dev.gust.wire.smithy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.base.json.JsonText;
import dev.gust.wire.codec.Protocol;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.ProtocolRouter;
import dev.gust.wire.protocol.Resolution;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestCase;

/** Runs the cases of one operation. */
final class SuiteCases {
    private final ServiceModel model;
    private final String operation;

    SuiteCases(ServiceModel model, String operation) {
        this.model = model;
        this.operation = operation;
    }

    void request(HttpRequestTestCase test) throws Exception {
        String query = String.join("&", test.getQueryParams());
        HttpRequest request = message(
                test.getMethod(),
                test.getUri(),
                query,
                test.getHeaders(),
                body(test),
                test.getBodyMediaType().orElse(""));
        Resolution.Found found = found(request);
        assertThat(found.operation().name()).isEqualTo(operation);
        Structure input = found.protocol().decode(found.operation(), request);
        Structure expected = ParameterValues.structure(found.operation().input(), test.getParams());
        assertThat(ComparableTree.of(input)).isEqualTo(ComparableTree.of(expected));
    }

    void malformed(HttpMalformedRequestTestCase test) {
        var given = test.getRequest();
        HttpRequest request = message(
                given.getMethod(),
                given.getUri().orElse("/"),
                String.join("&", given.getQueryParams()),
                given.getHeaders(),
                given.getBody().orElse("").getBytes(StandardCharsets.UTF_8),
                "");
        AwsException error = catchThrowableOfType(AwsException.class, () -> {
            Resolution.Found found = found(request);
            found.protocol().decode(found.operation(), request);
        });
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(test.getResponse().getCode());
        String type = test.getResponse().getHeaders().get("x-amzn-errortype");
        if (type != null) {
            HttpResponse response = protocol().encodeError(model, error, "id");
            assertThat(response.headers().first("x-amzn-errortype")).contains(type);
        }
    }

    void response(HttpResponseTestCase test) throws Exception {
        Operation<?, Structure> target = target();
        Structure output = ParameterValues.structure(target.output(), test.getParams());
        check(test, protocol().encode(target, output, requestId(test)));
    }

    void error(String shape, HttpResponseTestCase test) throws Exception {
        StructureSchema schema = schema(shape);
        AwsException error = (AwsException) ParameterValues.structure(schema, test.getParams());
        check(test, protocol().encodeError(model, error, requestId(test)));
    }

    private void check(HttpResponseTestCase test, HttpResponse response) throws Exception {
        assertThat(response.status()).isEqualTo(test.getCode());
        test.getHeaders().forEach((name, value) -> {
            // The length is written by the adapter, which knows how the body is sent.
            if (!name.equalsIgnoreCase("Content-Length")) {
                assertThat(String.join(", ", response.headers().all(name)))
                        .as(name)
                        .isEqualTo(value);
            }
        });
        test.getForbidHeaders()
                .forEach(name ->
                        assertThat(response.headers().first(name)).as(name).isEmpty());
        test.getRequireHeaders()
                .forEach(name ->
                        assertThat(response.headers().first(name)).as(name).isPresent());
        if (test.getBody().isPresent()) {
            compare(test, ComparableTree.bytes(response.body()));
        }
    }

    private static void compare(HttpMessageTestCase test, byte[] actual) throws Exception {
        String expected = test.getBody().orElseThrow();
        String text = new String(actual, StandardCharsets.UTF_8);
        switch (test.getBodyMediaType().orElse("")) {
            case "application/json" -> {
                if (expected.isBlank() || text.isBlank()) {
                    assertThat(text).isEqualTo(expected);
                } else {
                    assertThat(JsonText.parse(text)).isEqualTo(JsonText.parse(expected));
                }
            }
            case "application/xml" -> {
                if (expected.isBlank() || text.isBlank()) {
                    assertThat(text).isEqualTo(expected);
                } else {
                    assertThat(XmlTree.canonical(text)).isEqualTo(XmlTree.canonical(expected));
                }
            }
            case "application/cbor" ->
                assertThat(CborTree.of(actual))
                        .isEqualTo(CborTree.of(Base64.getDecoder().decode(expected)));
            default -> assertThat(text).isEqualTo(expected);
        }
    }

    private static String requestId(HttpResponseTestCase test) {
        return test.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("x-amzn-requestid"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("foo-id");
    }

    private byte[] body(HttpRequestTestCase test) {
        String body = test.getBody().orElse("");
        return model.traits().protocols().contains(ProtocolName.RPC_V2_CBOR)
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpRequest message(
            String method, String uri, String query, Map<String, String> headers, byte[] body, String mediaType) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(new HttpHeaders.Line(name, value)));
        boolean typed = headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Content-Type"));
        if (!typed && !mediaType.isEmpty() && body.length > 0) {
            lines.add(new HttpHeaders.Line("Content-Type", mediaType));
        }
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        String whole = java.util.stream.Stream.of(mark < 0 ? "" : uri.substring(mark + 1), query)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&"));
        return new HttpRequest(method, path, whole, new HttpHeaders(lines), Payload.of(body), "127.0.0.1");
    }

    private Resolution.Found found(HttpRequest request) throws Exception {
        return switch (ProtocolRouter.resolve(model, request)) {
            case Resolution.Found found -> found;
            case Resolution.Refused(var protocol, var error) -> throw error;
        };
    }

    @SuppressWarnings("unchecked")
    private Operation<?, Structure> target() {
        return (Operation<?, Structure>) model.find(operation);
    }

    private StructureSchema schema(String shape) {
        for (int id = 0; ; id++) {
            if (model.shapes().schema(id) instanceof StructureSchema schema
                    && schema.name().startsWith(shape)) {
                return schema;
            }
        }
    }

    private Protocol protocol() {
        ProtocolName name = model.traits().protocols().getFirst();
        return ProtocolRouter.protocol(name);
    }
}
