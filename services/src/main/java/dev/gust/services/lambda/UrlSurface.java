package dev.gust.services.lambda;

import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.storage.Snapshot;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Principal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Requests to function URLs. */
final class UrlSurface implements HttpSurface {
    static final String KIND = "lambda-url";

    private static final int OK = 200;
    private static final int TOO_LARGE = 413;
    private static final int THROTTLED = 429;
    private static final String INVOKE_URL = "lambda:InvokeFunctionUrl";

    private final LambdaParts parts;
    private final FunctionUrls urls;
    private final FunctionRuns runs;

    UrlSurface(LambdaParts parts, FunctionUrls urls, FunctionRuns runs) {
        this.parts = parts;
        this.urls = urls;
        this.runs = runs;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public HttpResponse serve(SurfaceRequest surface) {
        Optional<FunctionUrls.Found> found = parts.store().store().read(snapshot -> urls.find(snapshot, surface.id()));
        if (found.isEmpty()) {
            return UrlResponses.unknown();
        }
        UrlRecord.Cors cors = found.get().url().cors();
        HttpRequest request = surface.request();
        if (cors != null
                && request.method().equals("OPTIONS")
                && request.headers().first("Access-Control-Request-Method").isPresent()) {
            return preflight(cors, request);
        }
        HttpResponse response =
                mayInvoke(found.get(), surface.caller()) ? invoke(found.get(), surface) : UrlResponses.denied();
        HttpResponse answered = cors == null ? response : UrlCors.apply(response, cors, request);
        return answered.withHeader("x-amzn-RequestId", surface.requestId());
    }

    private HttpResponse invoke(FunctionUrls.Found url, SurfaceRequest surface) {
        byte[] body;
        try {
            body = surface.request().body().readAll(parts.settings().maximumPayloadBytes());
        } catch (PayloadTooLargeException e) {
            return UrlResponses.message(TOO_LARGE, "Request Too Long");
        } catch (IOException e) {
            return UrlResponses.message(400, "The request's body ended early");
        }
        String trace =
                runs.trace(surface.request().headers().first(Traces.HEADER).orElse(null));
        byte[] event = UrlEvents.of(surface, url.reference().region(), trace, body);
        RunRequest run = new RunRequest(
                surface.requestId(), event, url.reference().arn().toString(), Optional.of(trace), Optional.empty());
        try {
            LambdaStore.Found found = runs.resolve(url.reference());
            HttpResponse answer = url.url().invokeMode().equals("RESPONSE_STREAM")
                    ? stream(url.reference(), found, run)
                    : buffered(runs.run(url.reference(), found, run, false).outcome());
            return answer.withHeader(Traces.HEADER, trace);
        } catch (ResourceNotFoundException gone) {
            return UrlResponses.denied();
        }
    }

    private HttpResponse stream(FunctionReference reference, LambdaStore.Found found, RunRequest run) {
        try {
            return UrlStream.respond(
                    StreamedInvocation.start(response -> runs.run(reference, found, run, false, response)));
        } catch (AwsException notRun) {
            return UrlResponses.message(notRun.status(), notRun.message());
        } catch (IOException e) {
            return UrlResponses.failed();
        }
    }

    private static HttpResponse buffered(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Returned returned -> UrlResponses.of(returned.payload());
            case RunOutcome.Failed failed -> UrlResponses.failed();
            case RunOutcome.Throttled throttled -> UrlResponses.message(THROTTLED, "Rate Exceeded.");
            case RunOutcome.NotStarted notStarted -> UrlResponses.message(500, notStarted.reason());
        };
    }

    /**
     * Open URLs need a policy that lets everybody in, as on AWS; signed ones take the function's own account. Since October 2025 AWS
     * asks for two actions: to call the URL, and to invoke the function, which a condition may allow for URLs only.
     */
    private boolean mayInvoke(FunctionUrls.Found url, Principal caller) {
        boolean anonymous = caller.kind() == Principal.Kind.ANONYMOUS;
        if (url.url().authType().equals("AWS_IAM")) {
            if (anonymous) {
                return false;
            }
            if (caller.account().equals(url.reference().account())) {
                return true;
            }
        }
        PolicyRequest.Caller asking = anonymous
                ? new PolicyRequest.Caller.Anonymous()
                : new PolicyRequest.Caller.Identity(caller.account(), List.of(caller.arn()));
        Map<String, List<String>> keys = Map.of(
                "lambda:FunctionUrlAuthType", List.of(url.url().authType()),
                "lambda:InvokedViaFunctionUrl", List.of("true"));
        try (Snapshot snapshot = parts.store().store().snapshot()) {
            return Stream.of(INVOKE_URL, InvokePermission.INVOKE)
                    .allMatch(action ->
                            InvokePermission.allows(snapshot, url.reference(), url.function(), asking, action, keys));
        }
    }

    private static HttpResponse preflight(UrlRecord.Cors cors, HttpRequest request) {
        HttpResponse answer = UrlCors.apply(new HttpResponse(OK, HttpHeaders.empty(), Payload.empty()), cors, request);
        String asked = request.headers().first("Access-Control-Request-Headers").orElse("");
        HttpResponse allowed = with(answer, "Access-Control-Allow-Methods", String.join(",", cors.allowMethods()));
        String names = cors.allowHeaders().contains("*") ? asked : String.join(",", cors.allowHeaders());
        allowed = with(allowed, "Access-Control-Allow-Headers", names.toLowerCase(Locale.ROOT));
        Integer maxAge = cors.maxAgeSeconds();
        return maxAge == null ? allowed : allowed.withHeader("Access-Control-Max-Age", maxAge.toString());
    }

    private static HttpResponse with(HttpResponse response, String name, @Nullable String value) {
        return value == null || value.isEmpty() ? response : response.withHeader(name, value);
    }
}
