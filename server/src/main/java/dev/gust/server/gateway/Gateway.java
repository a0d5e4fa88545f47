package dev.gust.server.gateway;

import dev.gust.base.time.Clock;
import dev.gust.server.gateway.Authentication.Authenticated;
import dev.gust.server.gateway.BrowserGuard.Verdict;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.storage.StorageException;
import dev.gust.wire.auth.AuthenticationErrors;
import dev.gust.wire.auth.AuthenticationException;
import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.auth.RequestSignature;
import dev.gust.wire.codec.Protocol;
import dev.gust.wire.http.HttpHandler;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.ProtocolRouter;
import dev.gust.wire.protocol.Resolution;
import dev.gust.wire.schema.Structure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of every request, from its bytes to its answer's. A request for an operation passes, in this order:
 *
 * <ol>
 *   <li>{@link HostName} and {@link BrowserGuard}: is it meant for us, and may its page send it?
 *   <li>{@link Surfaces}: is it for something a user deployed? Then that answers.
 *   <li>{@link ServiceTable}: which service is meant?
 *   <li>{@link Authentication}: who sends it, and is it what was signed?
 *   <li>{@link ProtocolRouter}: which operation, in which protocol?
 *   <li>{@link OperationCaller}: may the caller, and what comes of it?
 *   <li>{@link RequestLog}: what happened, in one line.
 * </ol>
 */
public final class Gateway implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    /** Nothing waits longer for a client than Lambda's longest function runs, and a little. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(16);

    private static final int LARGEST_UNSIGNED_FORM = 1024 * 1024;

    private final Clock clock;
    private final ServiceRegistry services;
    private final OperationCaller operations;
    private final Authentication authentication;
    private final BrowserGuard browsers;
    private final Endpoints endpoints;
    private final RequestIds requestIds;
    private final RequestLog log;
    private final HttpHandler own;

    /** @param own answers for the paths that begin with {@code /_gust/} and the health that tools poll */
    public Gateway(GatewayParts parts, HttpHandler own) {
        this.clock = parts.clock();
        this.services = parts.services();
        this.operations = parts.operations();
        this.authentication = new Authentication(clock, parts.identities());
        this.browsers = new BrowserGuard(services, parts.names(), parts.developmentKeys());
        this.endpoints = new Endpoints(parts.names());
        this.requestIds = new RequestIds(parts.randomness());
        this.log = parts.log();
        this.own = own;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        Visit visit = new Visit(requestIds.next(), clock.instant(), clock.nanoTime());
        HttpResponse response = answer(request, visit);
        if (response.headers().first("x-amzn-RequestId").isEmpty()
                && response.headers().first("x-amz-request-id").isEmpty()) {
            response = response.withHeader("x-amzn-RequestId", visit.requestId);
        }
        log.record(request, response, visit, clock.nanoTime() - visit.startNanos);
        return response;
    }

    @Override
    public void refused(int status, String code, String remoteAddress) {
        log.refused(requestIds.next(), status, code, remoteAddress);
    }

    private HttpResponse answer(HttpRequest request, Visit visit) {
        Endpoints.Endpoint endpoint = endpoints.of(request);
        HostName host = endpoint.host();
        Optional<HttpResponse> strange = browsers.refuseHost(host);
        if (strange.isPresent()) {
            return strange.get();
        }
        if (OwnPaths.include(request.rawPath())) {
            return own.handle(request);
        }
        Optional<Surfaces.Target> surface = Surfaces.find(request, host);
        if (surface.isPresent()) {
            return serve(surface.get(), request, visit);
        }
        return ofService(request, endpoint, visit);
    }

    /** An unsigned form says only in its body which service it means. */
    private static HttpRequest withForm(HttpRequest request) throws IOException {
        return request.body() instanceof Payload.Bytes || !ProtocolRouter.isQueryForm(request)
                ? request
                : request.withBody(Payload.of(request.body().readAll(LARGEST_UNSIGNED_FORM)));
    }

    private HttpResponse ofService(HttpRequest sent, Endpoints.Endpoint endpoint, Visit visit) {
        Optional<RequestSignature> signature = Optional.empty();
        @Nullable AuthenticationException malformed = null;
        try {
            signature = RequestSignature.of(sent);
        } catch (AuthenticationException e) {
            malformed = e;
        }
        HttpRequest request;
        try {
            request = signature.isEmpty() ? withForm(sent) : sent;
        } catch (IOException e) {
            return SurfaceRefusal.of(unreadable(e), visit.requestId);
        }
        HostName host = endpoint.host();
        ServiceTable.Match match = ServiceTable.find(request, signature, host);
        return switch (match) {
            case ServiceTable.Match.Unknown(String name) -> UnknownService.answer(name, request, visit.requestId);
            case ServiceTable.Match.Known(ServiceModel service) -> {
                Verdict verdict = browsers.judge(request, bucketOf(service, request, host));
                yield switch (verdict) {
                    case Verdict.Answered(HttpResponse response) -> response;
                    case Verdict.Passed(HttpHeaders more) ->
                        plus(more, operation(request, service, signature, malformed, endpoint, visit));
                };
            }
        };
    }

    /** From a service's request to its answer; whatever is refused on the way is told in the service's own protocol. */
    private HttpResponse operation(
            HttpRequest request,
            ServiceModel service,
            Optional<RequestSignature> signature,
            @Nullable AuthenticationException malformed,
            Endpoints.Endpoint endpoint,
            Visit visit) {
        HttpRequest seen = request;
        try {
            if (malformed != null) {
                throw malformed;
            }
            Authenticated sender = authentication.authenticate(request, signature, service);
            visit.principal = sender.principal().arn();
            seen = endpoint.host().bucket().isEmpty()
                    ? sender.request()
                    : withBucketInPath(sender.request(), endpoint.host().bucket());
            Resolution resolution = ProtocolRouter.resolve(service, seen);
            return switch (resolution) {
                case Resolution.Refused(Protocol protocol, AwsException error) ->
                    refuse(protocol, service, error, visit);
                case Resolution.Found(Protocol protocol, Operation<?, ?> operation) ->
                    call(protocol, operation, seen, context(sender, request, endpoint, visit), visit);
            };
        } catch (AuthenticationException e) {
            Protocol protocol = protocolOf(service, seen);
            return refuse(protocol, service, AuthenticationErrors.of(e, protocol.name()), visit);
        } catch (AwsException e) {
            return refuse(protocolOf(service, seen), service, e, visit);
        } catch (IOException e) {
            return refuse(protocolOf(service, seen), service, unreadable(e), visit);
        }
    }

    private <I extends Structure, O extends Structure> HttpResponse call(
            Protocol protocol, Operation<I, O> operation, HttpRequest request, CallContext context, Visit visit) {
        visit.operation = operation.toString();
        try {
            // Of a service that is not built, some operations are called unsigned; they are refused by name like all
            // others.
            if (context.principal().kind() == Principal.Kind.ANONYMOUS
                    && !services.allowsAnonymous(operation)
                    && services.implementation(operation.service()) != null) {
                AuthenticationException missing = new AuthenticationException(Reason.MISSING, "nothing is signed");
                throw AuthenticationErrors.of(missing, protocol.name());
            }
            I input = protocol.decode(operation, request);
            O output = operations.call(context, operation, input);
            return protocol.encode(operation, output, visit.requestId);
        } catch (AwsException e) {
            return refuse(protocol, operation.service(), e, visit);
        } catch (StorageException e) {
            return refuse(protocol, operation.service(), unavailable(e, visit), visit);
        } catch (IOException e) {
            return refuse(protocol, operation.service(), unreadable(e), visit);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "event=operation-failed operation=" + operation + " request=" + visit.requestId, e);
            AwsException failure = AwsException.receiver(
                    "InternalFailure",
                    500,
                    "Gust failed on this request; its log tells how, under request " + visit.requestId + '.');
            return refuse(protocol, operation.service(), failure, visit);
        }
    }

    private HttpResponse serve(Surfaces.Target target, HttpRequest request, Visit visit) {
        visit.operation = target.kind() + ':' + target.id();
        var surface = services.surface(target.kind());
        if (surface.isEmpty()) {
            return UnknownService.answer(target.kind(), request, visit.requestId);
        }
        try {
            Authenticated sender = authentication.authenticate(request);
            visit.principal = sender.principal().arn();
            HttpRequest below = target.below(sender.request());
            return surface.get()
                    .serve(new SurfaceRequest(target.id(), below, sender.principal(), visit.requestId, visit.at));
        } catch (AuthenticationException e) {
            AwsException error = AuthenticationErrors.of(e, ProtocolName.REST_JSON_1);
            return SurfaceRefusal.of(error, visit.requestId);
        } catch (AwsException e) {
            return SurfaceRefusal.of(e, visit.requestId);
        } catch (IOException e) {
            return SurfaceRefusal.of(unreadable(e), visit.requestId);
        }
    }

    private CallContext context(Authenticated sender, HttpRequest request, Endpoints.Endpoint endpoint, Visit visit) {
        return new CallContext(
                sender.principal(),
                sender.principal().account(),
                sender.region(),
                CallSource.WIRE,
                visit.requestId,
                request.headers().first("X-Amzn-Trace-Id").orElse(null),
                visit.at.plus(LONGEST_CALL),
                endpoint.uri());
    }

    private static HttpResponse refuse(Protocol protocol, ServiceModel service, AwsException error, Visit visit) {
        visit.errorCode = error.code();
        return protocol.encodeError(service, error, visit.requestId);
    }

    private static AwsException unavailable(StorageException e, Visit visit) {
        LOG.log(
                Level.ERROR,
                () -> "event=storage-failed retriable=" + e.retriable() + " request=" + visit.requestId + " reason=\""
                        + e.getMessage() + '"');
        return AwsException.receiver("ServiceUnavailable", 503, String.valueOf(e.getMessage()));
    }

    private static AwsException unreadable(IOException e) {
        return e instanceof SocketTimeoutException
                ? AwsException.sender(
                        "RequestTimeout",
                        400,
                        "Your socket connection to the server was not read from or written to within the timeout "
                                + "period. Idle connections will be closed.")
                : AwsException.sender("IncompleteBody", 400, "The body could not be read: " + e.getMessage());
    }

    /** The protocol that a refusal is written in; a body that is still on the wire is not asked. */
    private static Protocol protocolOf(ServiceModel service, HttpRequest request) {
        HttpRequest head = request.body() instanceof Payload.Bytes ? request : request.withBody(Payload.empty());
        try {
            return ProtocolRouter.resolve(service, head).protocol();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private static Optional<String> bucketOf(ServiceModel service, HttpRequest request, HostName host) {
        if (!service.id().equals("s3")) {
            return Optional.empty();
        }
        if (!host.bucket().isEmpty()) {
            return Optional.of(host.bucket());
        }
        String path = request.rawPath();
        int slash = path.indexOf('/', 1);
        return Optional.of(path.substring(Math.min(1, path.length()), slash < 0 ? path.length() : slash));
    }

    private static HttpRequest withBucketInPath(HttpRequest request, String bucket) {
        return new HttpRequest(
                request.method(),
                '/' + bucket + request.rawPath(),
                request.rawQuery(),
                request.headers(),
                request.body(),
                request.remoteAddress());
    }

    private static HttpResponse plus(HttpHeaders more, HttpResponse response) {
        HttpResponse result = response;
        for (HttpHeaders.Line line : List.copyOf(more.lines())) {
            result = result.withHeader(line.name(), line.value());
        }
        return result;
    }
}
