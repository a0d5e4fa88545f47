package dev.gust.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.CrossOriginRules;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.blobs.FolderBlobStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.TrailerSource;
import dev.gust.wire.model.s3.CORSConfiguration;
import dev.gust.wire.model.s3.CORSRule;
import dev.gust.wire.model.s3.CommonPrefix;
import dev.gust.wire.model.s3.CopyObjectRequest;
import dev.gust.wire.model.s3.CreateBucketRequest;
import dev.gust.wire.model.s3.Delete;
import dev.gust.wire.model.s3.DeleteBucketCorsRequest;
import dev.gust.wire.model.s3.DeleteBucketRequest;
import dev.gust.wire.model.s3.DeleteObjectsRequest;
import dev.gust.wire.model.s3.GetBucketCorsRequest;
import dev.gust.wire.model.s3.GetObjectOutput;
import dev.gust.wire.model.s3.GetObjectRequest;
import dev.gust.wire.model.s3.LambdaFunctionConfiguration;
import dev.gust.wire.model.s3.ListObjectsV2Output;
import dev.gust.wire.model.s3.ListObjectsV2Request;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.model.s3.ObjectIdentifier;
import dev.gust.wire.model.s3.PutBucketCorsRequest;
import dev.gust.wire.model.s3.PutBucketNotificationConfigurationRequest;
import dev.gust.wire.model.s3.PutObjectOutput;
import dev.gust.wire.model.s3.PutObjectRequest;
import dev.gust.wire.model.s3.S3Object;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Principal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ServiceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final CallContext HOME = account("111111111111");
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:thumbs";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(NOW);
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final List<Delivery> published = new ArrayList<>();
    private S3Service s3;

    @BeforeEach
    void open() {
        EventOutbox outbox = new EventOutbox() {
            @Override
            public void publish(Transaction transaction, Delivery delivery) {
                published.add(delivery);
            }

            @Override
            public boolean canReach(Arn target) {
                return target.service().equals("lambda");
            }
        };
        FolderBlobStore blobs = new FolderBlobStore(folder, store, new Ids(Randomness.seeded(2)), clock, 1024);
        s3 = new S3Service(store, blobs, outbox, clock, Randomness.seeded(3));
        s3.createBucket(CreateBucketRequest.builder().bucket("photos").build(), HOME);
    }

    private static CORSRule rule(List<String> origins, List<String> methods, List<String> headers) {
        return CORSRule.builder()
                .allowedOrigins(origins)
                .allowedMethods(methods)
                .allowedHeaders(headers)
                .exposeHeaders(List.of("ETag"))
                .maxAgeSeconds(600)
                .build();
    }

    private void allow(String bucket, CORSRule... rules) {
        s3.putBucketCors(
                PutBucketCorsRequest.builder()
                        .bucket(bucket)
                        .corsConfiguration(new CORSConfiguration(List.of(rules)))
                        .build(),
                HOME);
    }

    @Test
    void letsPagesInByTheFirstRuleThatFits() {
        s3.createBucket(CreateBucketRequest.builder().bucket("pages").build(), HOME);
        allow(
                "pages",
                rule(List.of("https://*.example.com"), List.of("PUT", "GET"), List.of("x-amz-*", "Content-Type")),
                rule(List.of("*"), List.of("GET"), List.of()));
        CrossOriginRules rules = s3.crossOriginRules();
        HttpHeaders named = rules.allow("pages", "https://app.example.com", "PUT", List.of("X-Amz-Date"))
                .orElseThrow();
        assertThat(named.first("Access-Control-Allow-Origin")).contains("https://app.example.com");
        assertThat(named.first("Access-Control-Allow-Credentials")).contains("true");
        assertThat(named.first("Access-Control-Allow-Headers")).contains("x-amz-date");
        HttpHeaders anybody =
                rules.allow("pages", "https://other.org", "GET", List.of()).orElseThrow();
        assertThat(anybody.first("Access-Control-Allow-Origin")).contains("*");
        assertThat(anybody.first("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(anybody.first("Access-Control-Expose-Headers")).contains("ETag");
        assertThat(rules.allow("pages", "https://other.org", "PUT", List.of())).isEmpty();
        assertThat(rules.allow("pages", "https://app.example.com", "PUT", List.of("authorization")))
                .isEmpty();
        assertThat(rules.allow("nowhere", "https://other.org", "GET", List.of()))
                .isEmpty();
        s3.deleteBucketCors(new DeleteBucketCorsRequest("pages", null), HOME);
        assertThat(rules.allow("pages", "https://other.org", "GET", List.of())).isEmpty();
        assertRefused(() -> s3.getBucketCors(new GetBucketCorsRequest("pages", null), HOME), "NoSuchCORSConfiguration");
    }

    @Test
    void refusesRulesThatS3Refuses() {
        s3.createBucket(CreateBucketRequest.builder().bucket("pages").build(), HOME);
        assertRefused(() -> allow("pages", rule(List.of("*"), List.of("PATCH"), List.of())), "InvalidRequest");
        assertRefused(() -> allow("pages", rule(List.of("*.*"), List.of("GET"), List.of())), "InvalidRequest");
        assertRefused(() -> allow("pages", rule(List.of(), List.of("GET"), List.of())), "MalformedXML");
        assertRefused(() -> allow("pages"), "MalformedXML");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static CallContext account(String account) {
        return new CallContext(
                Principal.root(account, "test"),
                account,
                "us-east-1",
                CallSource.WIRE,
                "request",
                null,
                NOW.plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }

    private static PutObjectRequest.Builder upload(String key, String text) {
        return PutObjectRequest.builder().bucket("photos").key(key).body(Payload.utf8(text));
    }

    private String read(GetObjectRequest.Builder request) throws IOException {
        GetObjectOutput output = s3.getObject(request.bucket("photos").build(), HOME);
        return new String(output.body().readAll(1_000_000), StandardCharsets.UTF_8);
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void givesBackWhatWasPut() throws IOException {
        String eTag = s3.putObject(
                        upload("a/b c.txt", "hello").contentType("text/plain").build(), HOME)
                .eTag();
        assertThat(eTag).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(read(GetObjectRequest.builder().key("a/b c.txt"))).isEqualTo("hello");
        assertThat(read(GetObjectRequest.builder().key("a/b c.txt").range("bytes=1-2")))
                .isEqualTo("el");
        assertThat(read(GetObjectRequest.builder().key("a/b c.txt").range("bytes=-2")))
                .isEqualTo("lo");
        assertRefused(() -> read(GetObjectRequest.builder().key("a/b c.txt").range("bytes=9-")), "InvalidRange");
        assertRefused(() -> read(GetObjectRequest.builder().key("none")), "NoSuchKey");
        assertRefused(
                () -> s3.getObject(
                        GetObjectRequest.builder()
                                .bucket("photos")
                                .key("a/b c.txt")
                                .build(),
                        account("222222222222")),
                "AccessDenied");
    }

    @Test
    void refusesABodyThatItsChecksumsDeny() {
        assertRefused(
                () -> s3.putObject(
                        upload("k", "hello").checksumCRC32("AAAAAA==").build(), HOME),
                "BadDigest");
        assertRefused(
                () -> s3.putObject(
                        upload("k", "hello")
                                .contentMD5("1B2M2Y8AsgTpgAmY7PhCfg==")
                                .build(),
                        HOME),
                "BadDigest");
        assertRefused(() -> read(GetObjectRequest.builder().key("k")), "NoSuchKey");
        // Published check values: CRC-32 of "hello", and CRC-64/NVME of "123456789".
        s3.putObject(upload("k", "hello").checksumCRC32("NhCmhg==").build(), HOME);
        s3.putObject(
                upload("n", "123456789").checksumCRC64NVME(crc64("123456789")).build(), HOME);
    }

    /** A body with a checksum behind it, as SDKs send it. */
    private static final class Trailing extends ByteArrayInputStream implements TrailerSource {
        private final String checksum;

        Trailing(String text, String checksum) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.checksum = checksum;
        }

        @Override
        public List<String> announced() {
            return List.of("x-amz-checksum-crc32");
        }

        @Override
        public HttpHeaders trailers() {
            return HttpHeaders.of("x-amz-checksum-crc32", checksum);
        }
    }

    @Test
    void checksAChecksumThatComesBehindTheBody() {
        assertRefused(
                () -> s3.putObject(
                        upload("k", "")
                                .body(Payload.of(new Trailing("hello", "AAAAAA==")))
                                .build(),
                        HOME),
                "BadDigest");
        PutObjectOutput stored = s3.putObject(
                upload("k", "")
                        .body(Payload.of(new Trailing("hello", "NhCmhg==")))
                        .build(),
                HOME);
        assertThat(stored.checksumCRC32()).isEqualTo("NhCmhg==");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withholdsContentThatTheDiskHasChanged(boolean checksummed) throws IOException {
        PutObjectRequest.Builder upload = upload("large", "x".repeat(200_000));
        s3.putObject(checksummed ? upload.checksumAlgorithm("CRC32").build() : upload.build(), HOME);
        Path file;
        try (Stream<Path> all = Files.walk(folder)) {
            file = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[100_000] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> read(GetObjectRequest.builder().key("large")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not what was stored");
    }

    private static String crc64(String text) {
        Crc64Nvme crc = new Crc64Nvme();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        crc.update(bytes, 0, bytes.length);
        assertThat(crc.value()).isEqualTo(0xAE8B14860A799888L);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(8).putLong(crc.value()).array());
    }

    @Test
    void encryptsOnDiskWhatAsksForIt() throws IOException {
        String text = "secret ".repeat(20_000);
        s3.putObject(upload("plain", text).build(), HOME);
        s3.putObject(upload("hidden", text).serverSideEncryption("AES256").build(), HOME);
        assertThat(read(GetObjectRequest.builder().key("hidden"))).isEqualTo(text);
        assertThat(read(GetObjectRequest.builder().key("hidden").range("bytes=70001-70013")))
                .isEqualTo(text.substring(70_001, 70_014));
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long readable = 0;
        for (Path file : files) {
            readable += Files.readString(file, StandardCharsets.ISO_8859_1).contains("secret secret") ? 1 : 0;
        }
        assertThat(files).hasSize(2);
        assertThat(readable).isEqualTo(1);
    }

    @Test
    void listsInOrderAndTellsCommonPrefixesOnce() {
        for (String key : List.of("b/1", "b/2", "a", "b/c/3", "c", "d/4")) {
            s3.putObject(upload(key, "x").build(), HOME);
        }
        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Output page = s3.listObjectsV2(
                    ListObjectsV2Request.builder()
                            .bucket("photos")
                            .delimiter("/")
                            .maxKeys(1)
                            .continuationToken(token)
                            .build(),
                    HOME);
            page.contents().stream().map(S3Object::key).forEach(seen::add);
            page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(seen::add);
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(seen).containsExactly("a", "b/", "c", "d/");
        assertThat(s3.listObjectsV2(
                                ListObjectsV2Request.builder()
                                        .bucket("photos")
                                        .prefix("b/")
                                        .startAfter("b/1")
                                        .build(),
                                HOME)
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("b/2", "b/c/3");
    }

    @Test
    void tellsFunctionsOfChangesThatTheyWant() {
        s3.putBucketNotificationConfiguration(
                PutBucketNotificationConfigurationRequest.builder()
                        .bucket("photos")
                        .notificationConfiguration(new NotificationConfiguration(
                                List.of(),
                                List.of(),
                                List.of(LambdaFunctionConfiguration.builder()
                                        .lambdaFunctionArn(FUNCTION)
                                        .events(List.of("s3:ObjectCreated:*"))
                                        .build()),
                                null))
                        .build(),
                HOME);
        s3.putObject(upload("a b.jpg", "x").build(), HOME);
        s3.copyObject(
                CopyObjectRequest.builder()
                        .bucket("photos")
                        .key("copy")
                        .copySource("/photos/a%20b.jpg")
                        .build(),
                HOME);
        s3.deleteObjects(
                DeleteObjectsRequest.builder()
                        .bucket("photos")
                        .delete(new Delete(
                                List.of(
                                        ObjectIdentifier.builder().key("copy").build(),
                                        ObjectIdentifier.builder().key("none").build()),
                                false))
                        .build(),
                HOME);
        assertThat(published)
                .extracting(delivery -> new String(delivery.event().body(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        put -> assertThat(put)
                                .contains("\"eventName\":\"ObjectCreated:Put\"", "\"key\":\"a+b.jpg\"", "\"size\":1"),
                        copy -> assertThat(copy).contains("\"eventName\":\"ObjectCreated:Copy\""));
    }

    @Test
    void writesUnderConditions() {
        s3.putObject(upload("k", "1").ifNoneMatch("*").build(), HOME);
        assertRefused(() -> s3.putObject(upload("k", "2").ifNoneMatch("*").build(), HOME), "PreconditionFailed");
        assertRefused(() -> s3.putObject(upload("k", "2").ifMatch("\"other\"").build(), HOME), "PreconditionFailed");
    }

    @Test
    void deletesOnlyEmptyBucketsAndRefusesWhatItDoesNotApply() {
        s3.putObject(upload("k", "1").build(), HOME);
        assertRefused(() -> s3.deleteBucket(new DeleteBucketRequest("photos", null), HOME), "BucketNotEmpty");
        assertThatThrownBy(
                        () -> s3.putObject(upload("k", "1").acl("public-read").build(), HOME))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("public-read");
        assertRefused(
                () -> s3.createBucket(
                        CreateBucketRequest.builder().bucket("No_Good").build(), HOME),
                "InvalidBucketName");
        assertRefused(
                () -> s3.createBucket(
                        CreateBucketRequest.builder().bucket("photos").build(), account("222222222222")),
                "BucketAlreadyExists");
    }
}
