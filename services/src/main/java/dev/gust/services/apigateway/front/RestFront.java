package dev.gust.services.apigateway.front;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.apigateway.proxy.EventBody;
import dev.gust.services.apigateway.proxy.PathTable;
import dev.gust.services.apigateway.proxy.ProxyAnswer;
import dev.gust.services.apigateway.proxy.ProxyCall;
import dev.gust.services.apigateway.proxy.RestEvent;
import dev.gust.services.apigateway.rest.LambdaUri;
import dev.gust.services.apigateway.rest.RestStore;
import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.InvocationOutcome;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.model.apigateway.Integration;
import dev.gust.wire.model.apigateway.Method;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Serves REST APIs. The stage is read on every request, the deployment it points to is worked out once. */
final class RestFront {
    private static final int MAXIMUM_BODY = 10 * 1024 * 1024;
    private static final String INTERNAL = "Internal server error";

    private final OrderedStore store;
    private final BoundedCalls calls;
    private final Traces traces;
    private final Compiled<Deployed> deployments = new Compiled<>();

    RestFront(OrderedStore store, BoundedCalls calls, Traces traces) {
        this.store = store;
        this.calls = calls;
        this.traces = traces;
    }

    /** A deployment, ready to serve. */
    private record Deployed(PathTable<Resource> paths, List<String> binaryTypes) {}

    /** A request whose method has been found. */
    private record Found(
            ApiIndex.Owner owner,
            SurfaceRequest request,
            Stage stage,
            String path,
            Deployed deployed,
            PathTable.Match<Resource> match,
            Method method,
            String methodName) {}

    HttpResponse serve(ApiIndex.Owner owner, SurfaceRequest request) {
        StagePath path = StagePath.of(request.request().rawPath());
        RestStore rest = new RestStore(owner.account(), owner.region());
        Optional<Stage> stage = store.read(reader -> rest.stages(request.id()).get(reader, path.first()));
        if (stage.isEmpty()) {
            return Answers.error(403, "ForbiddenException", "Forbidden");
        }
        String deploymentId = Objects.requireNonNull(stage.get().deploymentId(), "every stage has a deployment");
        Deployed deployed =
                deployments.get(request.id() + '/' + deploymentId, () -> compile(rest, request.id(), deploymentId));
        List<PathTable.Match<Resource>> matches = deployed.paths().match(path.rest());
        if (matches.isEmpty()) {
            return missingToken();
        }
        PathTable.Match<Resource> match = matches.getFirst();
        String verb = request.request().method();
        Method method = match.value().resourceMethods().get(verb);
        String methodName = method == null ? "ANY" : verb;
        if (method == null) {
            method = match.value().resourceMethods().get("ANY");
        }
        if (method == null || method.methodIntegration() == null) {
            return missingToken();
        }
        Found found = new Found(owner, request, stage.get(), path.rest(), deployed, match, method, methodName);
        return withRequestId(integrate(found, method.methodIntegration()), request.requestId());
    }

    /** What AWS says where no method stands, whether or not a token would help. */
    private static HttpResponse missingToken() {
        return Answers.error(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    private Deployed compile(RestStore rest, String apiId, String deploymentId) {
        RestStore.Snapshot snapshot = store.read(reader -> rest.snapshots(apiId).get(reader, deploymentId))
                .orElseThrow(() -> new IllegalStateException("deployment " + deploymentId + " has no snapshot"));
        PathTable<Resource> paths = new PathTable<>();
        for (Resource resource : snapshot.resources()) {
            if (!resource.resourceMethods().isEmpty()) {
                paths.add(Objects.requireNonNullElse(resource.path(), "/"), resource);
            }
        }
        return new Deployed(paths, snapshot.api().binaryMediaTypes());
    }

    private HttpResponse integrate(Found found, Integration integration) {
        byte[] body;
        try {
            body = found.request().request().body().readAll(MAXIMUM_BODY);
        } catch (PayloadTooLargeException e) {
            return Answers.error(413, "RequestEntityTooLargeException", "Request Too Long");
        } catch (IOException e) {
            return Answers.error(400, "BadRequestException", "The request body could not be read");
        }
        ProxyCall call = call(found, body);
        return switch (Objects.requireNonNullElse(integration.type(), "")) {
            case "MOCK" -> MockIntegration.answer(call, integration);
            case "AWS_PROXY" -> proxy(found, call, integration);
            default -> throw new IllegalStateException("an integration of type " + integration.type() + " was stored");
        };
    }

    private HttpResponse proxy(Found found, ProxyCall call, Integration integration) {
        Optional<Arn> function = LambdaUri.function(
                Objects.requireNonNullElse(integration.uri(), ""), found.stage().variables());
        if (function.isEmpty()) {
            return Answers.error(500, "InternalServerErrorException", INTERNAL);
        }
        JsonValue.Obj event = RestEvent.of(call, found.deployed().binaryTypes(), JsonValue.Null.INSTANCE);
        Arn source = Arn.of(
                "execute-api",
                found.owner().region(),
                found.owner().account(),
                call.api() + '/' + call.stage() + '/' + found.methodName() + call.route());
        FunctionCall invocation = new FunctionCall(
                function.get(),
                event.toJson().getBytes(StandardCharsets.UTF_8),
                "apigateway.amazonaws.com",
                source,
                call.trace());
        int millis = Objects.requireNonNullElse(integration.timeoutInMillis(), 29_000);
        Optional<InvocationOutcome> outcome;
        try {
            outcome = calls.invoke(invocation, Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.error(503, "ServiceUnavailableException", "Service Unavailable");
        }
        if (outcome.isEmpty()) {
            return Answers.error(504, "IntegrationTimeoutException", "Endpoint request timed out");
        }
        return switch (outcome.get()) {
            case InvocationOutcome.Returned returned ->
                ProxyAnswer.ofRest(returned.payload(), decodesBinary(found))
                        .map(answer -> answer.withHeader(Traces.HEADER, call.trace()))
                        .orElseGet(() -> Answers.error(502, "InternalServerErrorException", INTERNAL));
            case InvocationOutcome.Failed _ -> Answers.error(502, "InternalServerErrorException", INTERNAL);
            case InvocationOutcome.Throttled _ -> Answers.error(500, "InternalServerErrorException", INTERNAL);
            case InvocationOutcome.Refused _ -> Answers.error(500, "InternalServerErrorException", INTERNAL);
        };
    }

    /** A body in base 64 is decoded for callers who accept one of the API's binary types. */
    private static boolean decodesBinary(Found found) {
        List<String> binary = found.deployed().binaryTypes();
        if (binary.isEmpty()) {
            return false;
        }
        String accepted = found.request().request().headers().first("Accept").orElse("*/*");
        String first = EventBody.mediaType(accepted.split(",", 2)[0]);
        return binary.stream().anyMatch(type -> type.equals("*/*") || EventBody.matches(type, first));
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
                Objects.requireNonNullElse(found.stage().stageName(), ""),
                Objects.requireNonNullElse(found.stage().deploymentId(), ""),
                found.stage().variables(),
                Objects.requireNonNullElse(found.match().value().path(), "/"),
                Objects.requireNonNullElse(found.match().value().id(), ""),
                found.match().parameters(),
                found.request().requestId(),
                traces.header(request.headers().first(Traces.HEADER).orElse(null)),
                found.request().at());
    }

    private static HttpResponse withRequestId(HttpResponse response, String requestId) {
        return response.withHeader("x-amz-apigw-id", requestId);
    }
}
