package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.Cors;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.FunctionUrlAuthType;
import dev.gust.wire.operation.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionUrlsTest {
    private static final String FORBIDDEN = "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization "
            + "issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";

    private final LambdaWorld world = new LambdaWorld();

    @BeforeEach
    void create() {
        world.create("f");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void askForTwoPermissionsAsAwsDoesSinceOctober2025() throws IOException {
        String id = url(null);
        denied(get(id));
        allow("lambda:InvokeFunctionUrl", FunctionUrlAuthType.NONE, null);
        denied(get(id));
        allow("lambda:InvokeFunction", null, true);
        assertThat(get(id).status()).isEqualTo(200);
    }

    @Test
    void aPermissionForUrlsOpensNothingElse() {
        allow("lambda:InvokeFunctionUrl", FunctionUrlAuthType.AWS_IAM, null);
        allow("lambda:InvokeFunction", null, true);
        assertThat(get(url(null)).status())
                .as("what is allowed is for signed requests only")
                .isEqualTo(403);
    }

    @Test
    void anUnknownAddressIsForbiddenWithoutAReason() throws IOException {
        HttpResponse response = get("0123456789abcdefghijklmnopqrstuv");
        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).isEqualTo("{\"Message\":null}");
        assertThat(response.headers().first("x-amzn-ErrorType")).contains("AccessDeniedException");
    }

    @Test
    void aFailureOfTheFunctionIsABadGateway() throws IOException {
        String id = open(null);
        world.runtime.behaviour = (version, run) -> LambdaWorld.ScriptedRuntime.failed("ValueError", "no");
        HttpResponse response = get(id);
        assertThat(response.status()).isEqualTo(502);
        assertThat(text(response)).isEqualTo("Internal Server Error");
    }

    @Test
    void cookiesAreToldTwiceAndTheFrontAddsItsHeaders() throws JsonSyntaxException {
        get(open(null), "Cookie", "a=1; b=2", "X-Forwarded-For", "10.0.0.1", "Host", "x.localhost:4566");
        JsonValue.Obj event = (JsonValue.Obj)
                JsonText.parse(new String(world.runtime.requests.getLast().payload(), StandardCharsets.UTF_8));
        JsonValue.Obj headers = (JsonValue.Obj) event.get("headers").orElseThrow();
        assertThat(event.get("cookies").orElseThrow().toJson()).isEqualTo("[\"a=1\",\"b=2\"]");
        assertThat(headers.get("cookie")).contains(JsonValue.of("a=1; b=2"));
        assertThat(headers.get("x-forwarded-for")).contains(JsonValue.of("10.0.0.1,127.0.0.1"));
        assertThat(headers.get("x-forwarded-port")).contains(JsonValue.of("4566"));
        assertThat(headers.get("x-forwarded-proto")).contains(JsonValue.of("http"));
        assertThat(headers.get("x-amzn-trace-id").orElseThrow().toJson()).contains("Root=1-");
    }

    @Test
    void whatTheFunctionSaysOfOriginsStaysBesideTheSettings() {
        String id = open(Cors.builder().allowOrigins(List.of("https://page")).build());
        world.runtime.behaviour = (version, run) -> LambdaWorld.ScriptedRuntime.returned(
                "{\"statusCode\":200,\"headers\":{\"Access-Control-Allow-Origin\":\"*\"},\"body\":\"\"}");
        assertThat(get(id, "Origin", "https://page").headers().all("Access-Control-Allow-Origin"))
                .containsExactly("*", "https://page");
        assertThat(get(id, "Origin", "https://other").headers().all("Access-Control-Allow-Origin"))
                .containsExactly("*");
    }

    private static void denied(HttpResponse response) throws IOException {
        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).isEqualTo(FORBIDDEN);
        assertThat(response.headers().first("x-amzn-ErrorType")).contains("AccessDeniedException");
    }

    private String open(@Nullable Cors cors) {
        allow("lambda:InvokeFunctionUrl", FunctionUrlAuthType.NONE, null);
        allow("lambda:InvokeFunction", null, true);
        return url(cors);
    }

    private void allow(String action, @Nullable FunctionUrlAuthType type, @Nullable Boolean viaUrl) {
        world.service.addPermission(
                AddPermissionRequest.builder()
                        .functionName("f")
                        .statementId(action.replace(':', '-'))
                        .action(action)
                        .principal("*")
                        .functionUrlAuthType(type)
                        .invokedViaFunctionUrl(viaUrl)
                        .build(),
                world.context());
    }

    private String url(@Nullable Cors cors) {
        CreateFunctionUrlConfigResponse made = world.service.createFunctionUrlConfig(
                CreateFunctionUrlConfigRequest.builder()
                        .functionName("f")
                        .authType(FunctionUrlAuthType.NONE)
                        .cors(cors)
                        .build(),
                world.context());
        assertThat(made.creationTime()).isEqualTo("2026-01-31T12:00:00Z");
        return URI.create(made.functionUrl()).getHost().split("\\.")[0];
    }

    private HttpResponse get(String id, String... headers) {
        HttpHeaders lines = HttpHeaders.empty();
        for (int i = 0; i < headers.length; i += 2) {
            lines = lines.plus(headers[i], headers[i + 1]);
        }
        HttpSurface surface = world.service.surfaces().stream()
                .filter(each -> each.kind().equals(UrlSurface.KIND))
                .findFirst()
                .orElseThrow();
        return surface.serve(new SurfaceRequest(
                id,
                new HttpRequest("GET", "/", "", lines, Payload.empty(), "127.0.0.1"),
                Principal.anonymous(LambdaWorld.ACCOUNT),
                "request",
                world.clock.instant()));
    }

    private static String text(HttpResponse response) throws IOException {
        return new String(response.body().readAll(10_000), StandardCharsets.UTF_8);
    }
}
