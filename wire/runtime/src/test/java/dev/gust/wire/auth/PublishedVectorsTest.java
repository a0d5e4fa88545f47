package dev.gust.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that AWS publishes: of the Signature Version 4 test suite, and of S3's documentation. */
class PublishedVectorsTest {
    private static final AccessKey SUITE_KEY = new AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Instant SUITE_TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final AccessKey S3_KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant S3_TIME = Instant.parse("2013-05-24T00:00:00Z");

    private static String signatureOf(HttpRequest signed) {
        return RequestSignature.of(signed).orElseThrow().signature();
    }

    @ParameterizedTest
    @CsvSource({
        // get-vanilla, get-vanilla-query-order-key-case, get-vanilla-query-unreserved, get-relative,
        // get-slash-dot-slash
        "/, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "/, 'Param2=value2&Param1=value1', b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "/example/.., '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "/./, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "//, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    })
    void signsAsTheTestSuiteSays(String path, String query, String signature) throws IOException {
        HttpRequest request = Requests.get(path, query, "Host", "example.amazonaws.com");
        HttpRequest signed = new RequestSigner(SUITE_KEY, "us-east-1", "service").sign(request, SUITE_TIME);
        assertThat(signatureOf(signed)).isEqualTo(signature);
        verify(signed, SUITE_KEY, SUITE_TIME);
    }

    @Test
    void signsListUsersAsTheGuideSays() throws IOException {
        HttpRequest request = Requests.get(
                "/",
                "Action=ListUsers&Version=2010-05-08",
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Host",
                "iam.amazonaws.com");
        HttpRequest signed = new RequestSigner(SUITE_KEY, "us-east-1", "iam").sign(request, SUITE_TIME);
        assertThat(signatureOf(signed)).isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void signsARangeOfAnObjectAsS3Says() throws IOException {
        HttpRequest request =
                Requests.get("/test.txt", "", "Host", "examplebucket.s3.amazonaws.com", "Range", "bytes=0-9");
        HttpRequest signed = new RequestSigner(S3_KEY, "us-east-1", "s3").sign(request, S3_TIME);
        assertThat(signatureOf(signed)).isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        verify(signed, S3_KEY, S3_TIME);
    }

    @Test
    void signsAKeyWithASpecialCharacterAsS3Says() throws IOException {
        HttpRequest request = Requests.withText(
                "PUT",
                "/test$file.text",
                "Welcome to Amazon S3.",
                "Date",
                "Fri, 24 May 2013 00:00:00 GMT",
                "Host",
                "examplebucket.s3.amazonaws.com",
                "X-Amz-Storage-Class",
                "REDUCED_REDUNDANCY");
        HttpRequest signed = new RequestSigner(S3_KEY, "us-east-1", "s3").sign(request, S3_TIME);
        assertThat(signatureOf(signed)).isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        verify(signed, S3_KEY, S3_TIME);
    }

    @Test
    void presignsAsS3Says() throws IOException {
        HttpRequest request = Requests.get("/test.txt", "", "Host", "examplebucket.s3.amazonaws.com");
        HttpRequest signed = new RequestSigner(S3_KEY, "us-east-1", "s3").presign(request, S3_TIME, Duration.ofDays(1));
        assertThat(signatureOf(signed)).isEqualTo("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
        verify(signed, S3_KEY, S3_TIME.plus(Duration.ofHours(23)));
        assertThatThrownBy(() -> verify(signed, S3_KEY, S3_TIME.plus(Duration.ofHours(25))))
                .hasMessage("Request has expired");
    }

    @Test
    void verifiesChunksAsS3Says() throws IOException {
        HttpRequest chunked = chunkedExample("a".repeat(1024));
        byte[] body = verify(chunked, S3_KEY, S3_TIME).body().readAll(100_000);
        assertThat(new String(body, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("a".repeat(66_560));
    }

    @Test
    void noticesAChangedByteInAChunk() throws IOException {
        HttpRequest chunked = chunkedExample("a".repeat(1023) + "b");
        Payload body = verify(chunked, S3_KEY, S3_TIME).body();
        assertThatThrownBy(() -> body.readAll(100_000))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("SignatureDoesNotMatch"));
    }

    private static HttpRequest chunkedExample(String secondChunk) {
        String body = "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                + "a".repeat(65_536)
                + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                + secondChunk
                + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
        HttpHeaders headers = HttpHeaders.of(
                "Host",
                "s3.amazonaws.com",
                "x-amz-date",
                "20130524T000000Z",
                "x-amz-storage-class",
                "REDUCED_REDUNDANCY",
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class,"
                        + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                "x-amz-content-sha256",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "Content-Encoding",
                "aws-chunked",
                "x-amz-decoded-content-length",
                "66560",
                "Content-Length",
                "66824");
        return new HttpRequest(
                "PUT", "/examplebucket/chunkObject.txt", "", headers, Requests.dribbling(body), "127.0.0.1");
    }

    private static HttpRequest verify(HttpRequest signed, AccessKey key, Instant now) throws IOException {
        return new SignatureVerifier(InstantSource.fixed(now), new SigningKeys(), 1_000_000)
                .verify(signed, RequestSignature.of(signed).orElseThrow(), key);
    }
}
