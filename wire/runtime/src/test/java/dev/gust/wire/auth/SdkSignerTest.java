package dev.gust.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.TrailerSource;
import dev.gust.wire.operation.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What AWS's own signer for Java signs is what we verify. */
class SdkSignerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccessKey KEY = new AccessKey("AKIATEST", "a secret");

    private static SignedRequest sdkSigned(
            String uri, String body, Consumer<SignRequest.Builder<AwsCredentialsIdentity>> options) {
        URI target = URI.create(uri);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(target)
                .putHeader("Host", target.getAuthority())
                .putHeader("Content-Length", "" + body.length())
                .putHeader("X-Amz-Meta-Spaces", " a   b ")
                .build();
        return AwsV4HttpSigner.create().sign(builder -> {
            builder.identity(AwsCredentialsIdentity.create(KEY.id(), KEY.secret()))
                    .request(request)
                    .payload(ContentStreamProvider.fromUtf8String(body))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
            options.accept(builder);
        });
    }

    private static HttpRequest onTheWire(SignedRequest signed) throws IOException {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        signed.request()
                .forEachHeader((name, values) -> values.forEach(value -> lines.add(new HttpHeaders.Line(name, value))));
        URI uri = signed.request().getUri();
        byte[] body = new byte[0];
        if (signed.payload().isPresent()) {
            try (InputStream in = signed.payload().get().newStream()) {
                body = in.readAllBytes();
            }
        }
        return new HttpRequest(
                signed.request().method().name(),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                new HttpHeaders(lines),
                Requests.dribbling(body),
                "127.0.0.1");
    }

    private static HttpRequest verify(HttpRequest request) throws IOException {
        return new SignatureVerifier(InstantSource.fixed(NOW), new SigningKeys(), 1_000_000)
                .verify(request, RequestSignature.of(request).orElseThrow(), KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:4566/a%20b/%2Fc?x=1&y=%20a%2Bb&x=0",
        "http://localhost:4566/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Af",
        "http://localhost:4566/",
    })
    void verifiesHeadersOfBothPathRules(String uri) throws IOException {
        HttpRequest lambda = onTheWire(
                sdkSigned(uri, "{}", builder -> builder.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")));
        assertThat(verify(lambda).body().readAll(10)).hasSize(2);
        HttpRequest s3 = onTheWire(sdkSigned(uri, "{}", SdkSignerTest::forS3));
        assertThat(verify(s3).body().readAll(10)).hasSize(2);
    }

    private static void forS3(SignRequest.Builder<AwsCredentialsIdentity> builder) {
        builder.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
    }

    @Test
    void verifiesAPresignedUrl() throws IOException {
        HttpRequest url = onTheWire(sdkSigned("https://localhost:4566/b/k?versionId=3", "", builder -> {
            forS3(builder);
            builder.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofHours(1));
        }));
        assertThat(RequestSignature.of(url).orElseThrow().expires()).isEqualTo(Duration.ofHours(1));
        assertThat(verify(url)).isNotNull();
    }

    @Test
    void verifiesSignedChunks() throws IOException {
        String text = "chunked ".repeat(40_000);
        HttpRequest verified = verify(chunked(text, false, true));
        assertThat(new String(verified.body().readAll(1_000_000), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(verified.headers().first("Content-Encoding")).isEmpty();
        assertThat(verified.headers().first("Content-Length")).hasValue("" + text.length());
        assertThat(verified.body().length()).hasValue(text.length());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void verifiesTrailers(boolean payloadSigned) throws IOException {
        HttpRequest request = chunked("some text", true, payloadSigned);
        assertThat(request.headers().first("x-amz-content-sha256"))
                .hasValue(
                        payloadSigned
                                ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
                                : "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        HttpRequest verified = verify(request);
        InputStream body = verified.body().open();
        assertThat(body.readNBytes(9)).isEqualTo("some text".getBytes(StandardCharsets.UTF_8));
        assertThat(((TrailerSource) body).trailers().first("x-amz-checksum-crc32"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void wantsTheTrailersThatWereAnnounced(boolean there) throws IOException {
        HttpRequest request = chunked("some text", true, false);
        String sent = new String(request.body().readAll(10_000), StandardCharsets.UTF_8);
        String other = there
                ? sent.replaceFirst(
                        "\r\nx-amz-checksum-crc32:", "\r\nx-amz-checksum-sha1:AAAA\r\nx-amz-checksum-crc32:")
                : sent.replaceFirst("x-amz-checksum-crc32:[^\\r]+\r\n", "");
        assertThat(other).isNotEqualTo(sent);
        Payload body = verify(request.withBody(Requests.dribbling(other))).body();
        assertThatThrownBy(() -> body.readAll(100))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("MalformedTrailerError"));
    }

    @Test
    void noticesAChangedTrailer() throws IOException {
        HttpRequest request = chunked("some text", true, true);
        String sent = new String(request.body().readAll(10_000), StandardCharsets.UTF_8);
        String changed = sent.replaceFirst("x-amz-checksum-crc32:[^\\r]+", "x-amz-checksum-crc32:AAAAAA==");
        assertThat(changed).isNotEqualTo(sent);
        Payload body = verify(request.withBody(Requests.dribbling(changed))).body();
        assertThatThrownBy(() -> body.readAll(100))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("SignatureDoesNotMatch"));
    }

    @ParameterizedTest
    @CsvSource({"0.3", "0.9", "0.999"})
    void noticesABodyThatBreaksOff(double part) throws IOException {
        HttpRequest request = chunked("text ".repeat(100), false, true);
        byte[] sent = request.body().readAll(10_000);
        byte[] less = Arrays.copyOf(sent, (int) (sent.length * part));
        Payload body = verify(request.withBody(Requests.dribbling(less))).body();
        assertThatThrownBy(() -> body.readAll(1000)).isInstanceOf(AwsException.class);
    }

    private static HttpRequest chunked(String text, boolean trailer, boolean payloadSigned) throws IOException {
        return onTheWire(sdkSigned("https://localhost:4566/b/k", text, builder -> {
            forS3(builder);
            builder.putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned);
            if (trailer) {
                builder.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
            }
        }));
    }
}
