package dev.gust.server.gateway;

import dev.gust.server.identity.Identities;
import dev.gust.server.identity.RootCredentials;
import dev.gust.services.ports.AccessKeys.IssuedKey;
import dev.gust.wire.auth.AuthenticationException;
import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.auth.RequestSignature;
import dev.gust.wire.auth.SignatureVerifier;
import dev.gust.wire.auth.SigningKeys;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.operation.ServiceModel;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out who sent a request, and makes its body prove itself. */
final class Authentication {
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
    private static final String UNSIGNED_REGION = "us-east-1";

    /** API Gateway takes calls of up to 10 MB. */
    private static final int LARGEST_SIGNED_CALL = 10 * 1024 * 1024;

    private final InstantSource clock;
    private final Identities identities;
    private final SigningKeys signingKeys = new SigningKeys();

    Authentication(InstantSource clock, Identities identities) {
        this.clock = clock;
        this.identities = identities;
    }

    /** A request whose head is what its sender signed, or that nobody signed. */
    record Authenticated(HttpRequest request, Principal principal, String region) {}

    /** @throws AuthenticationException when there is a signature and it is not right */
    Authenticated authenticate(HttpRequest request, Optional<RequestSignature> given, ServiceModel service)
            throws IOException {
        int limit = service.traits().maximumBodyBytes();
        boolean streamed = service.id().equals("s3");
        Authenticated sender = authenticate(request, given, limit, streamed);
        return streamed
                ? sender
                : new Authenticated(inMemory(sender.request(), limit), sender.principal(), sender.region());
    }

    /** The sender of a request to something deployed, whose body stays on the wire when nothing is signed. */
    Authenticated authenticate(HttpRequest request) throws IOException {
        return authenticate(request, RequestSignature.of(request), LARGEST_SIGNED_CALL, false);
    }

    private Authenticated authenticate(
            HttpRequest request, Optional<RequestSignature> given, int limit, boolean streamed) throws IOException {
        if (given.isEmpty()) {
            return new Authenticated(request, Principal.anonymous(RootCredentials.ACCOUNT), UNSIGNED_REGION);
        }
        RequestSignature signature = given.get();
        IssuedKey key = identities.claimedBy(signature, clock.instant());
        requireSensible(signature);
        // Who announces a hash is verified before the body is asked for; others' bodies are part of what is verified.
        boolean announced = request.headers().first("X-Amz-Content-Sha256").isPresent();
        HttpRequest whole = announced || streamed ? request : inMemory(request, limit);
        HttpRequest verified = new SignatureVerifier(clock, signingKeys, limit).verify(whole, signature, key.key());
        return new Authenticated(verified, key.principal(), signature.scope().region());
    }

    /** Every service but S3 has small documents for bodies; S3's stay on the wire until they are read. */
    private static HttpRequest inMemory(HttpRequest request, int limit) throws IOException {
        if (request.body() instanceof Payload.Bytes) {
            return request;
        }
        try {
            return request.withBody(Payload.of(request.body().readAll(limit)));
        } catch (PayloadTooLargeException e) {
            throw AwsException.sender(
                    "RequestEntityTooLargeException", 413, "Request must be smaller than " + limit + " bytes");
        }
    }

    /** The region becomes part of keys and ARNs. */
    private static void requireSensible(RequestSignature signature) {
        if (!REGION.matcher(signature.scope().region()).matches()) {
            throw new AuthenticationException(
                    signature.isPresigned() ? Reason.QUERY_INCOMPLETE : Reason.INCOMPLETE,
                    "Credential should be scoped to a valid region.");
        }
    }
}
