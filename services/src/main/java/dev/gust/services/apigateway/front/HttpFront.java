package dev.gust.services.apigateway.front;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.http.HttpStore;
import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.apigateway.proxy.HttpEvent;
import dev.gust.services.apigateway.proxy.PathTable;
import dev.gust.services.apigateway.proxy.ProxyAnswer;
import dev.gust.services.apigateway.proxy.ProxyCall;
import dev.gust.services.apigateway.proxy.RestEvent;
import dev.gust.services.apigateway.rest.LambdaUri;
import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.InvocationOutcome;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.model.apigatewayv2.Cors;
import dev.gust.wire.model.apigatewayv2.GetIntegrationResult;
import dev.gust.wire.model.apigatewayv2.GetRouteResult;
import dev.gust.wire.model.apigatewayv2.GetStageResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves HTTP APIs. */
final class HttpFront {
    private static final int MAXIMUM_BODY = 10 * 1024 * 1024;
    private static final String DEFAULT = "$default";

    private final OrderedStore store;
    private final BoundedCalls calls;
    private final Traces traces;
    private final Compiled<Deployed> deployments = new Compiled<>();

    HttpFront(OrderedStore store, BoundedCalls calls, Traces traces) {
        this.store = store;
        this.calls = calls;
        this.traces = traces;
    }

    /** A route with what it leads to. */
    private record Target(String verb, String routeKey, GetIntegrationResult integration) {}

    /** A deployment, ready to serve. */
    private record Deployed(
            PathTable<Target> paths,
            @Nullable Target fallback,
            @Nullable Cors cors) {}

    /** A request whose route has been found. */
    private record Found(
            ApiIndex.Owner owner,
            SurfaceRequest request,
            GetStageResponse stage,
            String path,
            Target target,
            Map<String, String> parameters) {}

    HttpResponse serve(ApiIndex.Owner owner, SurfaceRequest request) {
        HttpStore http = new HttpStore(owner.account(), owner.region());
        StagePath staged = StagePath.of(request.request().rawPath());
        Optional<GetStageResponse> named =
                store.read(reader -> http.stages(request.id()).get(reader, staged.first()));
        Optional<GetStageResponse> stage =
                named.or(() -> store.read(reader -> http.stages(request.id()).get(reader, DEFAULT)));
        if (stage.isEmpty() || stage.get().deploymentId() == null) {
            return Answers.message(404, "Not Found");
        }
        String path = named.isPresent() ? staged.rest() : request.request().rawPath();
        String deploymentId = stage.get().deploymentId();
        Deployed deployed =
                deployments.get(request.id() + '/' + deploymentId, () -> compile(http, request.id(), deploymentId));
        HttpResponse response = route(owner, request, stage.get(), path, deployed);
        return response.withHeader("apigw-requestid", request.requestId());
    }

    private HttpResponse route(
            ApiIndex.Owner owner, SurfaceRequest request, GetStageResponse stage, String path, Deployed deployed) {
        Cors cors = deployed.cors();
        Optional<Found> found = find(owner, request, stage, path, deployed);
        if (cors != null && CorsAnswer.isPreflight(request.request())) {
            // With CORS configured the gateway answers preflights by itself, whatever routes there are.
            return CorsAnswer.preflight(cors, request.request());
        }
        HttpResponse response = found.map(this::integrate).orElseGet(() -> Answers.message(404, "Not Found"));
        return cors == null ? response : CorsAnswer.decorate(cors, request.request(), response);
    }

    private static Optional<Found> find(
            ApiIndex.Owner owner, SurfaceRequest request, GetStageResponse stage, String path, Deployed deployed) {
        String verb = request.request().method();
        List<PathTable.Match<Target>> matches = deployed.paths().match(path);
        for (int at = 0; at < matches.size(); ) {
            // Of routes with the same path the one with the verb comes before ANY.
            PathTable.Match<Target> any = null;
            String pattern = pattern(matches.get(at).value());
            for (; at < matches.size() && pattern(matches.get(at).value()).equals(pattern); at++) {
                PathTable.Match<Target> match = matches.get(at);
                if (match.value().verb().equals(verb)) {
                    return Optional.of(new Found(owner, request, stage, path, match.value(), match.parameters()));
                }
                if (match.value().verb().equals("ANY")) {
                    any = match;
                }
            }
            if (any != null) {
                return Optional.of(new Found(owner, request, stage, path, any.value(), any.parameters()));
            }
        }
        return deployed.fallback() == null
                ? Optional.empty()
                : Optional.of(new Found(owner, request, stage, path, deployed.fallback(), Map.of()));
    }

    private static String pattern(Target target) {
        return target.routeKey().substring(target.routeKey().indexOf(' ') + 1);
    }

    private Deployed compile(HttpStore http, String apiId, String deploymentId) {
        HttpStore.Snapshot snapshot = store.read(reader -> http.snapshots(apiId).get(reader, deploymentId))
                .orElseThrow(() -> new IllegalStateException("deployment " + deploymentId + " has no snapshot"));
        Map<String, GetIntegrationResult> integrations = new HashMap<>();
        for (GetIntegrationResult integration : snapshot.integrations()) {
            integrations.put("integrations/" + integration.integrationId(), integration);
        }
        PathTable<Target> paths = new PathTable<>();
        Target fallback = null;
        for (GetRouteResult route : snapshot.routes()) {
            GetIntegrationResult integration = route.target() == null ? null : integrations.get(route.target());
            String key = Objects.requireNonNullElse(route.routeKey(), DEFAULT);
            if (integration == null) {
                continue;
            }
            int space = key.indexOf(' ');
            if (space < 0) {
                fallback = new Target("ANY", key, integration);
            } else {
                paths.add(key.substring(space + 1), new Target(key.substring(0, space), key, integration));
            }
        }
        return new Deployed(paths, fallback, snapshot.api().corsConfiguration());
    }

    private HttpResponse integrate(Found found) {
        byte[] body;
        try {
            body = found.request().request().body().readAll(MAXIMUM_BODY);
        } catch (PayloadTooLargeException e) {
            return Answers.message(413, "Request Entity Too Large");
        } catch (IOException e) {
            return Answers.message(400, "Bad Request");
        }
        GetIntegrationResult integration = found.target().integration();
        Optional<Arn> function = LambdaUri.function(
                Objects.requireNonNullElse(integration.integrationUri(), ""),
                found.stage().stageVariables());
        if (function.isEmpty()) {
            return internal();
        }
        ProxyCall call = call(found, body);
        JsonValue.Obj event = "1.0".equals(integration.payloadFormatVersion())
                ? RestEvent.ofHttpApi(call, JsonValue.Null.INSTANCE)
                : HttpEvent.of(call, JsonValue.Null.INSTANCE);
        FunctionCall invocation = new FunctionCall(
                function.get(),
                event.toJson().getBytes(StandardCharsets.UTF_8),
                "apigateway.amazonaws.com",
                source(found),
                call.trace());
        int millis = Objects.requireNonNullElse(integration.timeoutInMillis(), 30_000);
        try {
            return answer(calls.invoke(invocation, Duration.ofMillis(millis)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.message(503, "Service Unavailable");
        }
    }

    private static HttpResponse answer(Optional<InvocationOutcome> outcome) {
        if (outcome.isEmpty()) {
            return Answers.message(503, "Service Unavailable");
        }
        return switch (outcome.get()) {
            case InvocationOutcome.Returned returned ->
                ProxyAnswer.ofHttp(returned.payload()).orElseGet(HttpFront::internal);
            case InvocationOutcome.Failed _ -> internal();
            case InvocationOutcome.Throttled _ -> Answers.message(503, "Service Unavailable");
            case InvocationOutcome.Refused _ -> internal();
        };
    }

    private static HttpResponse internal() {
        return Answers.message(500, "Internal Server Error");
    }

    /** {@code API/STAGE/VERB/path}, or {@code API/STAGE/$default}, as the function's policy names it. */
    private static Arn source(Found found) {
        String key = found.target().routeKey();
        int space = key.indexOf(' ');
        String route =
                space < 0 ? key : (key.startsWith("ANY ") ? "*" : key.substring(0, space)) + key.substring(space + 1);
        return Arn.of(
                "execute-api",
                found.owner().region(),
                found.owner().account(),
                found.request().id() + '/' + found.stage().stageName() + '/' + route);
    }

    private ProxyCall call(Found found, byte[] body) {
        HttpRequest request = found.request().request();
        return new ProxyCall(
                request.method(),
                found.path(),
                request.rawPath(),
                request.rawQuery(),
                request.headers(),
                body,
                request.remoteAddress(),
                request.headers().first("Host").orElse("localhost"),
                found.owner().account(),
                found.request().id(),
                Objects.requireNonNullElse(found.stage().stageName(), DEFAULT),
                Objects.requireNonNullElse(found.stage().deploymentId(), ""),
                found.stage().stageVariables(),
                found.target().routeKey(),
                "",
                found.parameters(),
                found.request().requestId(),
                traces.header(request.headers().first(Traces.HEADER).orElse(null)),
                found.request().at());
    }
}
