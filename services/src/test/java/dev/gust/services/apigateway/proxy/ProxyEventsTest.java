package dev.gust.services.apigateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyEventsTest {
    private static ProxyCall call(String query, byte[] body, String... headers) {
        return new ProxyCall(
                "POST",
                "/notes/a%2Bb",
                "/dev/notes/a%2Bb",
                query,
                HttpHeaders.of(headers),
                body,
                "127.0.0.1",
                "abc.execute-api.localhost:4566",
                "000000000000",
                "abc",
                "dev",
                "d1",
                Map.of(),
                "/notes/{id}",
                "r1",
                Map.of("id", "a%2Bb"),
                "req-1",
                "Root=1-6789abcd-0123456789abcdef01234567",
                Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    private static String member(JsonValue.Obj event, String name) {
        return event.get(name).map(JsonValue::toJson).orElse("absent");
    }

    @Test
    void restEventsKeepPathsAndDecodeQueries() {
        JsonValue.Obj event = RestEvent.of(
                call("a=1&a=2&w=x%20y+z", "{}".getBytes(StandardCharsets.UTF_8), "tEsT", "1", "X-A", "p", "x-a", "q"),
                List.of(),
                JsonValue.Null.INSTANCE);
        assertThat(member(event, "path")).isEqualTo("\"/notes/a%2Bb\"");
        assertThat(member(event, "pathParameters")).isEqualTo("{\"id\":\"a%2Bb\"}");
        assertThat(member(event, "queryStringParameters")).isEqualTo("{\"a\":\"2\",\"w\":\"x y z\"}");
        assertThat(member(event, "multiValueQueryStringParameters"))
                .isEqualTo("{\"a\":[\"1\",\"2\"],\"w\":[\"x y z\"]}");
        assertThat(member(event, "multiValueHeaders")).contains("\"tEsT\":[\"1\"]", "\"X-A\":[\"p\",\"q\"]");
        assertThat(member(event, "stageVariables")).isEqualTo("null");
        assertThat(member(event, "requestContext"))
                .contains(
                        "\"path\":\"/dev/notes/a%2Bb\"",
                        "\"requestTime\":\"02/Jan/2026:03:04:05 +0000\"",
                        "\"requestTimeEpoch\":1767323045678",
                        "\"domainName\":\"abc.execute-api.localhost\"",
                        "\"domainPrefix\":\"abc\"");
    }

    @Test
    void httpEventsJoinAndDecode() {
        JsonValue.Obj event = HttpEvent.of(
                call("a=1&a=2", "x".getBytes(StandardCharsets.UTF_8), "X-A", "p", "x-a", "q", "Cookie", "c=1; d=2"),
                JsonValue.Null.INSTANCE);
        assertThat(member(event, "version")).isEqualTo("\"2.0\"");
        assertThat(member(event, "rawPath")).isEqualTo("\"/dev/notes/a%2Bb\"");
        assertThat(member(event, "cookies")).isEqualTo("[\"c=1\",\"d=2\"]");
        assertThat(member(event, "headers")).contains("\"x-a\":\"p,q\"").doesNotContain("cookie");
        assertThat(member(event, "queryStringParameters")).isEqualTo("{\"a\":\"1,2\"}");
        assertThat(member(event, "pathParameters")).isEqualTo("{\"id\":\"a+b\"}");
        assertThat(member(event, "stageVariables")).isEqualTo("absent");
        assertThat(member(event, "body")).isEqualTo("\"x\"");
    }

    @Test
    void bodiesThatAreNoTextTravelInBase64() {
        byte[] binary = {(byte) 0xFF, 0};
        assertThat(member(
                        HttpEvent.of(call("", binary, "Content-Type", "image/png"), JsonValue.Null.INSTANCE),
                        "isBase64Encoded"))
                .isEqualTo("true");
        assertThat(member(
                        RestEvent.of(
                                call("", binary, "Content-Type", "image/png"),
                                List.of("image/*"),
                                JsonValue.Null.INSTANCE),
                        "body"))
                .isEqualTo("\"/wA=\"");
    }

    private static HttpResponse rest(String json) {
        return ProxyAnswer.ofRest(json.getBytes(StandardCharsets.UTF_8), false).orElseThrow();
    }

    @Test
    void restAnswersMergeHeaders() {
        HttpResponse response = rest("{\"statusCode\":\"201\",\"headers\":{\"Test\":\"solo\",\"flag\":true},"
                + "\"multiValueHeaders\":{\"test\":[\"multi\"]},\"body\":\"hi\"}");
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers().all("test")).containsExactly("multi", "solo");
        assertThat(response.headers().first("flag")).contains("true");
        assertThat(response.headers().first("content-type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"text\"",
                "{}",
                "null",
                "{\"statusCode\":\"abc\"}",
                "{\"statusCode\":200,\"other\":1}",
                "{\"multiValueHeaders\":{\"a\":\"b\"}}",
                "{\"statusCode\":200,\"body\":{\"a\":1}}",
                "not json"
            })
    void restRefusesOtherResults(String json) {
        assertThat(ProxyAnswer.ofRest(json.getBytes(StandardCharsets.UTF_8), false))
                .isEmpty();
    }

    @Test
    void httpTakesAnyJsonAsBody() throws IOException, JsonSyntaxException {
        HttpResponse response =
                ProxyAnswer.ofHttp("{\"a\":1}".getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertThat(response.status()).isEqualTo(200);
        assertThat(JsonText.parse(new String(response.body().readAll(100), StandardCharsets.UTF_8))
                        .toJson())
                .isEqualTo("{\"a\":1}");
        HttpResponse cookies = ProxyAnswer.ofHttp(
                        "{\"statusCode\":204,\"cookies\":[\"a=1\",\"b=2\"]}".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(cookies.headers().all("set-cookie")).containsExactly("a=1", "b=2");
    }
}
