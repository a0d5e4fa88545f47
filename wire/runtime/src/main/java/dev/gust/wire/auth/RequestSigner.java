package dev.gust.wire.auth;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Signs requests, for our own commands, for calls between servers, and for tests. */
public final class RequestSigner {
    private final AccessKey key;
    private final String region;
    private final String service;

    public RequestSigner(AccessKey key, String region, String service) {
        this.key = key;
        this.region = region;
        this.service = service;
    }

    /**
     * The request with a signature over all its headers, Host among them, and over its body, which must be in memory.
     */
    public HttpRequest sign(HttpRequest request, Instant now) throws IOException {
        if (!(request.body() instanceof Payload.Bytes(byte[] body))) {
            throw new IOException("only a body in memory can be signed before it is sent");
        }
        CredentialScope scope = scope(now);
        String hash = Sha256.hex(body);
        HttpHeaders headers = request.headers().plus("X-Amz-Date", SignatureTime.text(now));
        if (scope.isS3()) {
            headers = headers.plus(PayloadSignature.HEADER, hash);
        }
        if (key.sessionToken() != null) {
            headers = headers.plus("X-Amz-Security-Token", key.sessionToken());
        }
        HttpRequest dated = withHeaders(request, headers);
        List<String> names = names(headers);
        String authorization = RequestSignature.ALGORITHM + " Credential=" + key.id() + '/' + scope
                + ", SignedHeaders=" + String.join(";", names) + ", Signature="
                + signature(dated, names, hash, scope, now);
        return withHeaders(dated, headers.plus("Authorization", authorization));
    }

    /** The same request with its signature in the query, good for some time, for a client that has no key. */
    public HttpRequest presign(HttpRequest request, Instant now, Duration expires) {
        CredentialScope scope = scope(now);
        List<String> names = names(request.headers());
        String query = request.rawQuery() + (request.rawQuery().isEmpty() ? "" : "&")
                + "X-Amz-Algorithm=" + RequestSignature.ALGORITHM
                + "&X-Amz-Credential=" + UriEscapes.escape(key.id() + '/' + scope, false)
                + "&X-Amz-Date=" + SignatureTime.text(now)
                + "&X-Amz-Expires=" + expires.toSeconds()
                + (key.sessionToken() == null
                        ? ""
                        : "&X-Amz-Security-Token=" + UriEscapes.escape(key.sessionToken(), false))
                + "&X-Amz-SignedHeaders=" + UriEscapes.escape(String.join(";", names), false);
        HttpRequest unsigned = withQuery(request, query);
        String hash = scope.isS3() ? PayloadSignature.UNSIGNED : Sha256.OF_NOTHING;
        String signature = signature(unsigned, names, hash, scope, now);
        return withQuery(request, query + '&' + CanonicalRequest.SIGNATURE_PARAMETER + '=' + signature);
    }

    private String signature(HttpRequest request, List<String> names, String hash, CredentialScope scope, Instant now) {
        String canonical = CanonicalRequest.text(request, names, hash, scope);
        return SigningKey.derive(key.secret(), scope)
                .sign(SignatureVerifier.stringToSign(SignatureTime.text(now), scope, canonical));
    }

    private CredentialScope scope(Instant now) {
        return new CredentialScope(SignatureTime.text(now).substring(0, 8), region, service);
    }

    private static List<String> names(HttpHeaders headers) {
        TreeSet<String> names = new TreeSet<>();
        headers.lines().forEach(line -> names.add(line.name().toLowerCase(Locale.ROOT)));
        return new ArrayList<>(names);
    }

    private static HttpRequest withHeaders(HttpRequest request, HttpHeaders headers) {
        return new HttpRequest(
                request.method(),
                request.rawPath(),
                request.rawQuery(),
                headers,
                request.body(),
                request.remoteAddress());
    }

    private static HttpRequest withQuery(HttpRequest request, String query) {
        return new HttpRequest(
                request.method(), request.rawPath(), query, request.headers(), request.body(), request.remoteAddress());
    }
}
