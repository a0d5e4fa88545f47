package dev.gust.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import dev.gust.storage.blobs.FolderBlobStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.s3.AbortMultipartUploadRequest;
import dev.gust.wire.model.s3.CompleteMultipartUploadOutput;
import dev.gust.wire.model.s3.CompleteMultipartUploadRequest;
import dev.gust.wire.model.s3.CompletedMultipartUpload;
import dev.gust.wire.model.s3.CompletedPart;
import dev.gust.wire.model.s3.CopyObjectRequest;
import dev.gust.wire.model.s3.CreateBucketRequest;
import dev.gust.wire.model.s3.CreateMultipartUploadRequest;
import dev.gust.wire.model.s3.DeleteBucketRequest;
import dev.gust.wire.model.s3.DeleteObjectRequest;
import dev.gust.wire.model.s3.GetObjectRequest;
import dev.gust.wire.model.s3.LambdaFunctionConfiguration;
import dev.gust.wire.model.s3.ListMultipartUploadsOutput;
import dev.gust.wire.model.s3.ListMultipartUploadsRequest;
import dev.gust.wire.model.s3.ListPartsOutput;
import dev.gust.wire.model.s3.ListPartsRequest;
import dev.gust.wire.model.s3.MultipartUpload;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.model.s3.Part;
import dev.gust.wire.model.s3.PutBucketNotificationConfigurationRequest;
import dev.gust.wire.model.s3.PutObjectRequest;
import dev.gust.wire.model.s3.UploadPartCopyRequest;
import dev.gust.wire.model.s3.UploadPartOutput;
import dev.gust.wire.model.s3.UploadPartRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartUploadTest {
    private static final int LEAST = 5 * 1024 * 1024;
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:thumbs";
    private static final CallContext HOME = new CallContext(
            Principal.root("111111111111", "test"),
            "111111111111",
            "us-east-1",
            CallSource.WIRE,
            "request",
            null,
            Instant.parse("2026-01-01T00:01:00Z"),
            URI.create("http://127.0.0.1:4566"));

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final List<Delivery> published = new ArrayList<>();
    private final byte[] first = random(4, LEAST);
    private final byte[] second = random(5, LEAST + 7);
    private final byte[] third = random(6, 1_000);
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
        s3.createBucket(CreateBucketRequest.builder().bucket("films").build(), HOME);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partsBecomeOneObject(boolean encrypted) throws IOException {
        String id = s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .contentType("video/mp4")
                                .serverSideEncryption(encrypted ? "AES256" : null)
                                .build(),
                        HOME)
                .uploadId();
        List<CompletedPart> parts =
                List.of(listed(1, part(id, 1, first)), listed(2, part(id, 2, second)), listed(5, part(id, 5, third)));
        CompleteMultipartUploadOutput made = complete(id, parts);

        assertThat(made.eTag()).matches("\"[0-9a-f]{32}-3\"");
        byte[] whole = read(null);
        assertThat(whole).isEqualTo(joined());
        int size = whole.length;
        assertThat(read("bytes=" + (LEAST - 3) + "-" + (LEAST + 2)))
                .as("over the edge of a part")
                .isEqualTo(Arrays.copyOfRange(whole, LEAST - 3, LEAST + 3));
        assertThat(read("bytes=-1200")).isEqualTo(Arrays.copyOfRange(whole, size - 1200, size));
        assertThat(read("bytes=17-33")).isEqualTo(Arrays.copyOfRange(whole, 17, 34));

        assertThat(complete(id, parts).eTag())
                .as("asked again by a caller that heard no answer")
                .isEqualTo(made.eTag());
        s3.copyObject(
                CopyObjectRequest.builder()
                        .bucket("films")
                        .key("b.mp4")
                        .copySource("films/a.mp4")
                        .build(),
                HOME);
        s3.deleteObject(
                DeleteObjectRequest.builder().bucket("films").key("a.mp4").build(), HOME);
        assertRefused(() -> complete(id, parts), "NoSuchUpload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC32", "CRC32C", "CRC64NVME"})
    void theChecksumOfTheWholeFollowsFromThoseOfTheParts(String algorithm) {
        String id = s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .checksumAlgorithm(algorithm)
                                .checksumType("FULL_OBJECT")
                                .build(),
                        HOME)
                .uploadId();
        CompleteMultipartUploadOutput made = complete(
                id,
                List.of(listed(1, part(id, 1, first)), listed(2, part(id, 2, second)), listed(3, part(id, 3, third))));
        var put = s3.putObject(
                PutObjectRequest.builder()
                        .bucket("films")
                        .key("whole")
                        .body(Payload.of(joined()))
                        .checksumAlgorithm(algorithm)
                        .build(),
                HOME);
        assertThat(made.checksumType()).isEqualTo("FULL_OBJECT");
        assertThat(List.of(
                        String.valueOf(made.checksumCRC32()),
                        String.valueOf(made.checksumCRC32C()),
                        String.valueOf(made.checksumCRC64NVME())))
                .containsExactly(
                        String.valueOf(put.checksumCRC32()),
                        String.valueOf(put.checksumCRC32C()),
                        String.valueOf(put.checksumCRC64NVME()));
    }

    @Test
    void otherChecksumsAreOnesOfTheParts() {
        String id = s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .checksumAlgorithm("SHA256")
                                .build(),
                        HOME)
                .uploadId();
        CompleteMultipartUploadOutput made =
                complete(id, List.of(listed(1, part(id, 1, first)), listed(2, part(id, 2, third))));
        assertThat(made.checksumType()).isEqualTo("COMPOSITE");
        assertThat(made.checksumSHA256()).endsWith("=-2");
        assertRefused(
                () -> s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .checksumAlgorithm("SHA256")
                                .checksumType("FULL_OBJECT")
                                .build(),
                        HOME),
                "InvalidRequest");
    }

    @Test
    void functionsHearOfTheObjectOnce() {
        s3.putBucketNotificationConfiguration(
                PutBucketNotificationConfigurationRequest.builder()
                        .bucket("films")
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
        String id = create();
        List<CompletedPart> parts = List.of(listed(1, part(id, 1, third)));
        assertThat(published).isEmpty();
        complete(id, parts);
        complete(id, parts);
        assertThat(published).hasSize(1);
        assertThat(new String(published.getFirst().event().body(), StandardCharsets.UTF_8))
                .contains("\"eventName\":\"ObjectCreated:CompleteMultipartUpload\"", "\"size\":1000");
    }

    @Test
    void refusesListsThatAreNotWhatWasUploaded() {
        String id = create();
        CompletedPart one = listed(1, part(id, 1, third));
        CompletedPart two = listed(2, part(id, 2, third));
        assertRefused(() -> complete(id, List.of()), "MalformedXML");
        assertRefused(() -> complete(id, List.of(two, one)), "InvalidPartOrder");
        assertRefused(() -> complete(id, List.of(one, two)), "EntityTooSmall");
        assertRefused(() -> complete(id, List.of(listed(3, part(id, 1, third)))), "InvalidPart");
        assertRefused(
                () -> complete(
                        id,
                        List.of(CompletedPart.builder()
                                .partNumber(1)
                                .eTag("other")
                                .build())),
                "InvalidPart");
        assertRefused(() -> complete("none", List.of(one)), "NoSuchUpload");
        assertRefused(() -> part("none", 1, third), "NoSuchUpload");
        assertRefused(() -> part(id, 0, third), "InvalidArgument");
        assertThatThrownBy(() -> part(id, 2_401, third))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("part numbers above 2400");
    }

    @Test
    void aPartThatIsSentAgainTakesTheFirstOnesPlace() throws IOException {
        String id = create();
        part(id, 1, first);
        UploadPartOutput again = part(id, 1, third);
        complete(id, List.of(listed(1, again)));
        assertThat(read(null)).isEqualTo(third);
    }

    @Test
    void partsAreCopiedFromObjects() throws IOException {
        s3.putObject(
                PutObjectRequest.builder()
                        .bucket("films")
                        .key("source")
                        .body(Payload.of(joined()))
                        .build(),
                HOME);
        String id = create();
        var copied = s3.uploadPartCopy(
                UploadPartCopyRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(id)
                        .partNumber(1)
                        .copySource("films/source")
                        .copySourceRange("bytes=10-19")
                        .build(),
                HOME);
        String eTag =
                copied.copyPartResult() == null ? "" : copied.copyPartResult().eTag();
        complete(id, List.of(CompletedPart.builder().partNumber(1).eTag(eTag).build()));
        assertThat(read(null)).isEqualTo(Arrays.copyOfRange(joined(), 10, 20));
    }

    @Test
    void listsUploadsAndPartsPageByPage() {
        String one = create();
        String two = s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("b.mp4")
                                .build(),
                        HOME)
                .uploadId();
        for (int number = 1; number <= 3; number++) {
            part(one, number, third);
        }
        ListPartsOutput page = s3.listParts(
                ListPartsRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(one)
                        .maxParts(2)
                        .build(),
                HOME);
        assertThat(page.parts()).extracting(Part::partNumber).containsExactly(1, 2);
        assertThat(page.isTruncated()).isTrue();
        ListPartsOutput rest = s3.listParts(
                ListPartsRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(one)
                        .partNumberMarker(page.nextPartNumberMarker())
                        .build(),
                HOME);
        assertThat(rest.parts()).extracting(Part::partNumber).containsExactly(3);

        ListMultipartUploadsOutput uploads = s3.listMultipartUploads(
                ListMultipartUploadsRequest.builder()
                        .bucket("films")
                        .maxUploads(1)
                        .build(),
                HOME);
        assertThat(uploads.uploads()).extracting(MultipartUpload::uploadId).containsExactly(one);
        assertThat(s3.listMultipartUploads(
                                ListMultipartUploadsRequest.builder()
                                        .bucket("films")
                                        .keyMarker(uploads.nextKeyMarker())
                                        .build(),
                                HOME)
                        .uploads())
                .extracting(MultipartUpload::uploadId)
                .containsExactly(two);
    }

    @Test
    void anAbortedUploadLeavesNothingAndABucketTakesItsUploadsAlong() {
        String id = create();
        part(id, 1, first);
        s3.abortMultipartUpload(
                AbortMultipartUploadRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(id)
                        .build(),
                HOME);
        assertRefused(() -> part(id, 2, third), "NoSuchUpload");
        part(create(), 1, first);
        s3.deleteBucket(new DeleteBucketRequest("films", null), HOME);
        assertThat(store.scan(Scan.of(KeyRange.under(Key.of("111111111111", "us-east-1", "s3", "parts"))))
                        .entries())
                .isEmpty();
    }

    private String create() {
        return s3.createMultipartUpload(
                        CreateMultipartUploadRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .build(),
                        HOME)
                .uploadId();
    }

    private UploadPartOutput part(String id, int number, byte[] body) {
        return s3.uploadPart(
                UploadPartRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(id)
                        .partNumber(number)
                        .body(Payload.of(body))
                        .build(),
                HOME);
    }

    private static CompletedPart listed(int number, UploadPartOutput part) {
        return CompletedPart.builder().partNumber(number).eTag(part.eTag()).build();
    }

    private CompleteMultipartUploadOutput complete(String id, List<CompletedPart> parts) {
        return s3.completeMultipartUpload(
                CompleteMultipartUploadRequest.builder()
                        .bucket("films")
                        .key("a.mp4")
                        .uploadId(id)
                        .multipartUpload(new CompletedMultipartUpload(parts))
                        .build(),
                HOME);
    }

    private byte[] read(@Nullable String range) throws IOException {
        return s3.getObject(
                        GetObjectRequest.builder()
                                .bucket("films")
                                .key("a.mp4")
                                .range(range)
                                .build(),
                        HOME)
                .body()
                .readAll(3 * LEAST);
    }

    private byte[] joined() {
        byte[] whole = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        System.arraycopy(third, 0, whole, first.length + second.length, third.length);
        return whole;
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        Randomness.seeded(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
