package dev.gust.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.time.ManualClock;
import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ProtocolName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccessKey KEY = new AccessKey("AKIATEST", "a secret");

    private final ManualClock clock = new ManualClock(NOW);
    private final SignatureVerifier verifier = new SignatureVerifier(clock, new SigningKeys(), 1000);

    private HttpRequest verify(HttpRequest request) throws IOException {
        return verifier.verify(request, RequestSignature.of(request).orElseThrow(), KEY);
    }

    private static HttpRequest signed(String service) throws IOException {
        return signed(service, Requests.withText("POST", "/a b", "a body", "Host", "localhost:4566"));
    }

    private static HttpRequest signed(String service, HttpRequest request) throws IOException {
        return new RequestSigner(KEY, "eu-west-1", service).sign(request, NOW);
    }

    private static HttpRequest replaced(HttpRequest request, String name, String value) {
        List<HttpHeaders.Line> lines = new ArrayList<>(request.headers().lines());
        lines.removeIf(line -> line.name().equalsIgnoreCase(name));
        lines.add(new HttpHeaders.Line(name, value));
        return new HttpRequest(
                request.method(), request.rawPath(), request.rawQuery(), new HttpHeaders(lines), request.body(), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a//b/../c", "/%2F%20+:@!$&'()*,;=", "/a/./b/", "/\u00e9"})
    void takesAnyPathOfEitherRule(String path) throws IOException {
        for (String service : List.of("s3", "lambda")) {
            HttpRequest request = Requests.get(path, "b=2&a=%20+&a=&c&B=%c3%a9", "Host", "h", "X-Two", "a  b   c");
            assertThat(verify(signed(service, request)).rawPath()).isEqualTo(path);
        }
    }

    @Test
    void readsRegionAndServiceFromTheScope() throws IOException {
        RequestSignature signature = RequestSignature.of(signed("sqs")).orElseThrow();
        assertThat(signature.scope()).isEqualTo(new CredentialScope("20260301", "eu-west-1", "sqs"));
        assertThat(signature.accessKeyId()).isEqualTo("AKIATEST");
        assertThat(signature.isPresigned()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"method", "path", "query", "header", "body"})
    void noticesWhateverWasChanged(String what) throws IOException {
        HttpRequest good = signed("sqs");
        HttpRequest changed = switch (what) {
            case "method" -> new HttpRequest("PUT", "/a b", "", good.headers(), good.body(), "");
            case "path" -> new HttpRequest("POST", "/a c", "", good.headers(), good.body(), "");
            case "query" -> new HttpRequest("POST", "/a b", "x", good.headers(), good.body(), "");
            case "header" -> replaced(good, "Host", "elsewhere");
            default -> good.withBody(Payload.utf8("another body"));
        };
        assertReason(changed, Reason.MISMATCH);
        assertThat(verify(good).body()).isEqualTo(good.body());
    }

    @Test
    void refusesAnotherSecret() throws IOException {
        HttpRequest request = new RequestSigner(new AccessKey("AKIATEST", "guess"), "eu-west-1", "sqs")
                .sign(Requests.get("/", "", "Host", "h"), NOW);
        assertReason(request, Reason.MISMATCH);
    }

    @Test
    void refusesASignatureOutOfItsTime() throws IOException {
        HttpRequest sqs = signed("sqs");
        HttpRequest s3 = signed("s3");
        clock.advance(Duration.ofSeconds(299));
        verify(sqs);
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> verify(sqs))
                .hasMessage("Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z "
                        + "(20260301T120501Z - 5 min.)");
        verify(s3);
        clock.advance(Duration.ofMinutes(11));
        assertReason(s3, Reason.SKEWED);
        AwsException told = AuthenticationErrors.of(refusalOf(s3), ProtocolName.REST_XML);
        assertThat(told.code()).isEqualTo("RequestTimeTooSkewed");
        assertThat(told.fields()).containsEntry("MaxAllowedSkewMilliseconds", "900000");
    }

    @Test
    void refusesASignatureOfTheFuture() throws IOException {
        HttpRequest request = new RequestSigner(KEY, "eu-west-1", "sqs")
                .sign(Requests.get("/", "", "Host", "h"), NOW.plus(Duration.ofMinutes(6)));
        assertThatThrownBy(() -> verify(request))
                .hasMessage("Signature not yet current: 20260301T120600Z is still later than 20260301T120500Z "
                        + "(20260301T120000Z + 5 min.)");
    }

    @Test
    void verifiesAHashedBodyWhileItIsRead() throws IOException {
        HttpRequest good = signed("s3");
        HttpRequest streamed = good.withBody(Requests.dribbling("a body"));
        assertThat(verify(streamed).body().readAll(100)).hasSize(6);
        Payload wrong = verify(good.withBody(Requests.dribbling("a bodY"))).body();
        // A reader who knows the length and takes no byte more is told as well.
        assertThatThrownBy(() -> wrong.open().readNBytes(6))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("XAmzContentSHA256Mismatch"));
    }

    @Test
    void takesAnUnsignedPayload() throws IOException {
        HttpRequest request = Requests.get("/", "", "Host", "h", "X-Amz-Date", "20260301T120000Z");
        HttpRequest unsigned = replaced(request, "x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        List<String> names = List.of("host", "x-amz-content-sha256", "x-amz-date");
        CredentialScope scope = new CredentialScope("20260301", "eu-west-1", "s3");
        String signature = SigningKey.derive(KEY.secret(), scope)
                .sign(SignatureVerifier.stringToSign(
                        "20260301T120000Z", scope, CanonicalRequest.text(unsigned, names, "UNSIGNED-PAYLOAD", scope)));
        HttpRequest complete = replaced(
                unsigned,
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIATEST/" + scope + ",SignedHeaders=" + String.join(";", names)
                        + ",Signature=" + signature);
        assertThat(verify(complete.withBody(Payload.utf8("anything")))).isNotNull();
        assertReason(replaced(complete, "x-amz-meta-late", "addition"), Reason.UNSIGNED_HEADER);
    }

    @Test
    void s3WantsToKnowHowTheBodyIsSigned() throws IOException {
        HttpRequest request = replaced(signed("s3"), "x-amz-content-sha256", "");
        assertThatThrownBy(() -> verify(request))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("InvalidRequest"));
    }

    @Test
    void refusesAPresignedUrlPastItsTime() throws IOException {
        HttpRequest url = new RequestSigner(new AccessKey("AKIATEST", "a secret", "a/token"), "eu-west-1", "s3")
                .presign(Requests.get("/bucket/key", "x=y", "Host", "h"), NOW, Duration.ofMinutes(1));
        assertThat(RequestSignature.of(url).orElseThrow().sessionToken()).isEqualTo("a/token");
        clock.advance(Duration.ofSeconds(60));
        verify(url);
        clock.advance(Duration.ofSeconds(1));
        assertReason(url, Reason.EXPIRED);
        assertThat(AuthenticationErrors.of(refusalOf(url), ProtocolName.REST_XML)
                        .message())
                .isEqualTo("Request has expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"604801", "-1", "soon", "99999999999999999999"})
    void refusesAPresignedUrlWithoutASensibleEnd(String expires) {
        HttpRequest url = Requests.get(
                "/",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260301%2Fr%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=20260301T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00&X-Amz-Expires="
                        + expires);
        assertReason(url, Reason.QUERY_INCOMPLETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256 ",
                "AWS4-HMAC-SHA256 Credential=A/20260301/r/s3/aws4_request, SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=A/20260301/r/s3, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=A/20260301/r/s3/aws5_request, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=A/20260301/r/sqs/aws4_request, SignedHeaders=x-amz-date, Signature=00"
            })
    void refusesAnIncompleteHeader(String authorization) {
        assertReason(
                Requests.get("/", "", "Host", "h", "X-Amz-Date", "20260301T120000Z", "Authorization", authorization),
                Reason.INCOMPLETE);
    }

    @Test
    void refusesADateThatIsNotTheScopes() {
        assertReason(
                Requests.get(
                        "/",
                        "",
                        "Host",
                        "h",
                        "X-Amz-Date",
                        "20260302T120000Z",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260301/r/sqs/aws4_request, SignedHeaders=host, Signature=00"),
                Reason.MISMATCH);
    }

    @Test
    void refusesOtherWaysOfSigningByName() {
        HttpRequest asymmetric = Requests.get(
                "/", "", "Host", "h", "Authorization", "AWS4-ECDSA-P256-SHA256 Credential=A/20260301/s3/aws4_request");
        AwsException told = AuthenticationErrors.of(refusalOf(asymmetric), ProtocolName.REST_XML);
        assertThat(told.code()).isEqualTo("NotImplemented");
        assertThat(told.message()).contains("Signature Version 4a");
        assertReason(Requests.get("/", "", "Authorization", "AWS AKIA:xyz="), Reason.UNSUPPORTED);
        assertReason(Requests.get("/", "AWSAccessKeyId=A&Signature=b&Expires=1"), Reason.UNSUPPORTED);
    }

    @Test
    void leavesOtherSchemesAlone() {
        assertThat(RequestSignature.of(Requests.get("/", "", "Authorization", "Bearer abc")))
                .isEmpty();
        assertThat(RequestSignature.of(Requests.get("/", "a=b"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_JSON_1_0, MISSING, MissingAuthenticationTokenException, 400",
        "AWS_JSON_1_1, UNKNOWN_KEY, UnrecognizedClientException, 400",
        "AWS_JSON_1_0, MISMATCH, InvalidSignatureException, 400",
        "RPC_V2_CBOR, EXPIRED_TOKEN, ExpiredTokenException, 400",
        "REST_JSON_1, UNKNOWN_KEY, UnrecognizedClientException, 403",
        "REST_JSON_1, SKEWED, InvalidSignatureException, 403",
        "AWS_QUERY, MISSING, MissingAuthenticationToken, 403",
        "AWS_QUERY, UNKNOWN_KEY, InvalidClientTokenId, 403",
        "AWS_QUERY, MISMATCH, SignatureDoesNotMatch, 403",
        "AWS_QUERY, EXPIRED_TOKEN, ExpiredToken, 403",
        "AWS_QUERY, INCOMPLETE, IncompleteSignature, 400",
        "REST_XML, MISSING, AccessDenied, 403",
        "REST_XML, UNKNOWN_KEY, InvalidAccessKeyId, 403",
        "REST_XML, MISMATCH, SignatureDoesNotMatch, 403",
        "REST_XML, SKEWED, RequestTimeTooSkewed, 403",
        "REST_XML, EXPIRED_TOKEN, ExpiredToken, 400",
    })
    void answersAsTheProtocolsFamilyDoes(ProtocolName protocol, Reason reason, String code, int status) {
        AwsException told = AuthenticationErrors.of(new AuthenticationException(reason, "why"), protocol);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.status()).isEqualTo(status);
    }

    private void assertReason(HttpRequest request, Reason reason) {
        assertThat(refusalOf(request).reason()).isEqualTo(reason);
    }

    private AuthenticationException refusalOf(HttpRequest request) {
        try {
            verify(request);
        } catch (AuthenticationException e) {
            return e;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("the request was taken");
    }
}
