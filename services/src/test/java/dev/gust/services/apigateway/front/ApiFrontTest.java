package dev.gust.services.apigateway.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.apigateway.ApiGatewayService;
import dev.gust.services.apigateway.ApiGatewayV2Service;
import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.InvocationOutcome;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.apigateway.ImportRestApiRequest;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigatewayv2.Cors;
import dev.gust.wire.model.apigatewayv2.CreateApiRequest;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.CreateRouteRequest;
import dev.gust.wire.model.apigatewayv2.CreateStageRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiFrontTest {
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:notes";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final CallContext CONTEXT = new CallContext(
            Principal.root("000000000000", "test"),
            "000000000000",
            "us-east-1",
            CallSource.WIRE,
            "request",
            null,
            NOW.plusSeconds(60),
            URI.create("http://127.0.0.1:4566"));

    private final ManualClock clock = new ManualClock(NOW);
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(7));
    private final Ids ids = new Ids(Randomness.seeded(5));
    private final ApiGatewayService rest = new ApiGatewayService(store, clock, ids);
    private final ApiGatewayV2Service http = new ApiGatewayV2Service(store, clock, ids);
    private final List<FunctionCall> calls = new ArrayList<>();
    private InvocationOutcome outcome = returned("{\"statusCode\":201,\"body\":\"made\"}");
    private final ApiFront front = new ApiFront(
            store,
            call -> {
                calls.add(call);
                return outcome;
            },
            new Traces(Randomness.seeded(3), clock));

    @AfterEach
    void close() {
        store.close();
    }

    private static InvocationOutcome returned(String json) {
        return new InvocationOutcome.Returned(json.getBytes(StandardCharsets.UTF_8), "$LATEST");
    }

    private HttpResponse send(String api, String method, String path, String... headers) {
        HttpRequest request =
                new HttpRequest(method, path, "a=1", HttpHeaders.of(headers), Payload.utf8("{}"), "127.0.0.1");
        return front.serve(new SurfaceRequest(api, request, Principal.anonymous("000000000000"), "request-1", NOW));
    }

    private static String body(HttpResponse response) throws IOException {
        return new String(response.body().readAll(10_000), StandardCharsets.UTF_8);
    }

    private String httpApi(Cors cors) {
        String api = http.createApi(
                        CreateApiRequest.builder()
                                .name("notes")
                                .protocolType("HTTP")
                                .corsConfiguration(cors)
                                .build(),
                        CONTEXT)
                .apiId();
        http.createStage(
                CreateStageRequest.builder()
                        .apiId(api)
                        .stageName("$default")
                        .autoDeploy(true)
                        .build(),
                CONTEXT);
        String integration = http.createIntegration(
                        CreateIntegrationRequest.builder()
                                .apiId(api)
                                .integrationType("AWS_PROXY")
                                .integrationUri(FUNCTION)
                                .payloadFormatVersion("2.0")
                                .build(),
                        CONTEXT)
                .integrationId();
        for (String key : List.of("POST /notes", "GET /notes/{id}", "ANY /files/{path+}")) {
            http.createRoute(
                    CreateRouteRequest.builder()
                            .apiId(api)
                            .routeKey(key)
                            .target("integrations/" + integration)
                            .build(),
                    CONTEXT);
        }
        return api;
    }

    @Test
    void httpApisCallTheFunctionOfTheRoute() throws IOException {
        String api = httpApi(null);
        HttpResponse response = send(api, "POST", "/notes", "Content-Type", "application/json");
        assertThat(response.status()).isEqualTo(201);
        assertThat(body(response)).isEqualTo("made");
        FunctionCall call = calls.getFirst();
        assertThat(call.function()).hasToString(FUNCTION);
        assertThat(call.sourceArn())
                .hasToString("arn:aws:execute-api:us-east-1:000000000000:" + api + "/$default/POST/notes");
        assertThat(new String(call.payload(), StandardCharsets.UTF_8))
                .startsWith("{\"version\":\"2.0\",\"routeKey\":\"POST /notes\",\"rawPath\":\"/notes\"");
        assertThat(send(api, "PUT", "/notes").status()).isEqualTo(404);
        assertThat(send(api, "PUT", "/files/a/b").status()).isEqualTo(201);
        assertThat(send("unknown", "GET", "/").status()).isEqualTo(404);
    }

    @Test
    void httpApisAnswerPreflightsAndDecorateAnswers() {
        String api = httpApi(Cors.builder()
                .allowOrigins(List.of("https://app.example"))
                .allowMethods(List.of("GET", "POST"))
                .maxAge(60)
                .build());
        HttpResponse preflight = send(
                api, "OPTIONS", "/notes", "Origin", "https://app.example", "Access-Control-Request-Method", "POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers().first("Access-Control-Allow-Methods")).contains("GET,POST");
        assertThat(calls).isEmpty();
        HttpResponse answer = send(api, "POST", "/notes", "Origin", "https://app.example");
        assertThat(answer.headers().first("Access-Control-Allow-Origin")).contains("https://app.example");
        assertThat(send(api, "POST", "/notes", "Origin", "https://evil.example")
                        .headers()
                        .first("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void failuresOfFunctionsAreServerErrors() {
        String api = httpApi(null);
        outcome = new InvocationOutcome.Failed("Error", new byte[0], "$LATEST");
        assertThat(send(api, "POST", "/notes").status()).isEqualTo(500);
        outcome = returned("not json");
        assertThat(send(api, "POST", "/notes").status()).isEqualTo(500);
    }

    private RestApi restApi() {
        String template = "#set($origin = $input.params(\\\"Origin\\\"))\\n#if($origin == \\\"\\\") #set($origin ="
                + " $input.params(\\\"origin\\\")) #end\\n#if($origin.matches(\\\".*\\\"))"
                + " #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end";
        String document = """
                {"swagger":"2.0","info":{"title":"notes","version":"1"},"paths":{
                 "/notes/{id}":{
                  "get":{"x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST",
                    "uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/%s/invocations"},"responses":{}},
                  "options":{"responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock",
                    "requestTemplates":{"application/json":"{statusCode:200}"},
                    "responses":{"default":{"statusCode":"200",
                      "responseParameters":{"method.response.header.Access-Control-Allow-Methods":"'GET'"},
                      "responseTemplates":{"application/json":"%s"}}}}}}}}
                """.formatted(FUNCTION, template);
        RestApi api = rest.importRestApi(new ImportRestApiRequest(null, Map.of(), Payload.utf8(document)), CONTEXT);
        rest.createDeployment(
                dev.gust.wire.model.apigateway.CreateDeploymentRequest.builder()
                        .restApiId(api.id())
                        .stageName("dev")
                        .build(),
                CONTEXT);
        return api;
    }

    @Test
    void restApisCallTheFunctionOfTheMethod() throws IOException {
        String api = restApi().id();
        HttpResponse response = send(api, "GET", "/dev/notes/7");
        assertThat(response.status()).isEqualTo(201);
        assertThat(body(response)).isEqualTo("made");
        assertThat(calls.getFirst().sourceArn())
                .hasToString("arn:aws:execute-api:us-east-1:000000000000:" + api + "/dev/GET/notes/{id}");
        assertThat(new String(calls.getFirst().payload(), StandardCharsets.UTF_8))
                .contains("\"pathParameters\":{\"id\":\"7\"}", "\"path\":\"/notes/7\"");
        assertThat(send(api, "DELETE", "/dev/notes/7").status()).isEqualTo(403);
        assertThat(send(api, "GET", "/prod/notes/7").status()).isEqualTo(403);
        outcome = returned("\"text\"");
        assertThat(send(api, "GET", "/dev/notes/7").status()).isEqualTo(502);
    }

    @Test
    void callsBelongToTheTraceTheyCameWithOrToOneOfTheirOwn() {
        String api = restApi().id();
        HttpResponse first = send(api, "GET", "/dev/notes/7");
        String own = Objects.requireNonNull(calls.getFirst().traceHeader());
        assertThat(own).startsWith("Root=1-");
        assertThat(first.headers().all(Traces.HEADER)).containsExactly(own);
        assertThat(new String(calls.getFirst().payload(), StandardCharsets.UTF_8))
                .contains("\"X-Amzn-Trace-Id\":\"" + own + '"');
        String given = "Root=1-67891233-abcdef012345678912345678;Sampled=1";
        assertThat(send(api, "GET", "/dev/notes/7", "x-amzn-trace-id", given)
                        .headers()
                        .all(Traces.HEADER))
                .containsExactly(given);
        assertThat(calls.getLast().traceHeader()).isEqualTo(given);
        send(httpApi(null), "POST", "/notes", "X-Amzn-Trace-Id", given);
        assertThat(new String(calls.getLast().payload(), StandardCharsets.UTF_8))
                .contains("\"x-amzn-trace-id\":\"" + given + '"');
    }

    @Test
    void restApisAnswerPreflightsByTemplates() {
        HttpResponse response = send(restApi().id(), "OPTIONS", "/dev/notes/7", "Origin", "https://app.example");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("Access-Control-Allow-Methods")).contains("GET");
        assertThat(response.headers().first("Access-Control-Allow-Origin")).contains("https://app.example");
    }

    @Test
    void refusesWhatItWouldNotApply() {
        assertThatThrownBy(() -> http.createApi(
                        CreateApiRequest.builder()
                                .name("chat")
                                .protocolType("WEBSOCKET")
                                .build(),
                        CONTEXT))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("WEBSOCKET");
    }
}
