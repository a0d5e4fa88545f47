package dev.gust.wire.auth;

import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Verifies signatures. What is in the request's head is verified at once, so that a client waiting for 100 Continue
 * need not send a body in vain; the body verifies itself while it is read. Only a service whose clients announce no
 * hash has its body, which is then a small document, read first.
 */
public final class SignatureVerifier {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration S3_SKEW = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final SigningKeys keys;
    private final int documentLimit;

    /** @param documentLimit the largest body that is read before its signature is known to be right */
    public SignatureVerifier(InstantSource clock, SigningKeys keys, int documentLimit) {
        this.clock = clock;
        this.keys = keys;
        this.documentLimit = documentLimit;
    }

    /**
     * The same request, to be used from here on: its body throws an AwsException where it is not what was signed.
     *
     * @throws AuthenticationException when the signature is wrong, or out of its time
     */
    public HttpRequest verify(HttpRequest request, RequestSignature signature, AccessKey key) throws IOException {
        requireTimely(signature, clock.instant());
        requireSignedHeaders(signature, request.headers());
        String payloadHash = PayloadSignature.hash(request, signature, documentLimit);
        String canonical = CanonicalRequest.text(request, signature.signedHeaders(), payloadHash, signature.scope());
        String stringToSign = stringToSign(signature.timestamp(), signature.scope(), canonical);
        SigningKey signingKey = keys.key(key.secret(), signature.scope());
        if (!ChunkSignatures.same(signingKey.sign(stringToSign), signature.signature())) {
            throw mismatch(signature, stringToSign, canonical);
        }
        return PayloadSignature.verifying(request, signature, signingKey, payloadHash);
    }

    static String stringToSign(String timestamp, CredentialScope scope, String canonical) {
        return RequestSignature.ALGORITHM + '\n' + timestamp + '\n' + scope + '\n' + Sha256.hex(canonical);
    }

    private static void requireTimely(RequestSignature signature, Instant now) {
        boolean s3 = signature.scope().isS3();
        Duration skew = s3 ? S3_SKEW : SKEW;
        Instant earliest = now.minus(skew);
        Instant latest = now.plus(skew);
        if (signature.signedAt().isAfter(latest)) {
            throw skewed(
                    signature,
                    now,
                    skew,
                    "Signature not yet current: " + signature.timestamp() + " is still later than "
                            + SignatureTime.text(latest) + " (" + SignatureTime.text(now) + " + " + skew.toMinutes()
                            + " min.)");
        }
        if (signature.expires() != null) {
            Instant end = signature.signedAt().plus(signature.expires());
            if (end.isBefore(now)) {
                throw new AuthenticationException(Reason.EXPIRED, "Request has expired")
                        .detail(
                                "X-Amz-Expires",
                                Long.toString(signature.expires().toSeconds()))
                        .detail("Expires", end.toString())
                        .detail("ServerTime", now.toString());
            }
        } else if (signature.signedAt().isBefore(earliest)) {
            throw skewed(
                    signature,
                    now,
                    skew,
                    "Signature expired: " + signature.timestamp() + " is now earlier than "
                            + SignatureTime.text(earliest) + " (" + SignatureTime.text(now) + " - " + skew.toMinutes()
                            + " min.)");
        }
    }

    private static AuthenticationException skewed(
            RequestSignature signature, Instant now, Duration skew, String message) {
        return new AuthenticationException(Reason.SKEWED, message)
                .detail("RequestTime", signature.timestamp())
                .detail("ServerTime", now.toString())
                .detail("MaxAllowedSkewMilliseconds", Long.toString(skew.toMillis()));
    }

    /** Host always; and S3 wants every header of its own to be signed. */
    private static void requireSignedHeaders(RequestSignature signature, HttpHeaders headers) {
        if (!signature.signedHeaders().contains("host")) {
            throw new AuthenticationException(
                    signature.isPresigned() ? Reason.QUERY_INCOMPLETE : Reason.INCOMPLETE,
                    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        if (!signature.scope().isS3()) {
            return;
        }
        StringBuilder unsigned = new StringBuilder();
        for (HttpHeaders.Line line : headers.lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signature.signedHeaders().contains(name)) {
                unsigned.append(unsigned.isEmpty() ? "" : ", ").append(name);
            }
        }
        if (!unsigned.isEmpty()) {
            throw new AuthenticationException(
                            Reason.UNSIGNED_HEADER, "There were headers present in the request which were not signed")
                    .detail("HeadersNotSigned", unsigned.toString());
        }
    }

    private static AuthenticationException mismatch(RequestSignature signature, String stringToSign, String canonical) {
        return new AuthenticationException(
                        Reason.MISMATCH,
                        "The request signature we calculated does not match the signature you provided. Check your "
                                + "AWS Secret Access Key and signing method. Consult the service documentation for details.")
                .detail("AWSAccessKeyId", signature.accessKeyId())
                .detail("StringToSign", stringToSign)
                .detail("SignatureProvided", signature.signature())
                .detail("CanonicalRequest", canonical);
    }
}
