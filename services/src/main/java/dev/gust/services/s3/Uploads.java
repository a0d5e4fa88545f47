package dev.gust.services.s3;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.Entry;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.s3.CompleteMultipartUploadOutput;
import dev.gust.wire.model.s3.CompleteMultipartUploadRequest;
import dev.gust.wire.model.s3.CopyPartResult;
import dev.gust.wire.model.s3.CreateMultipartUploadOutput;
import dev.gust.wire.model.s3.CreateMultipartUploadRequest;
import dev.gust.wire.model.s3.ListMultipartUploadsOutput;
import dev.gust.wire.model.s3.ListMultipartUploadsRequest;
import dev.gust.wire.model.s3.ListPartsOutput;
import dev.gust.wire.model.s3.ListPartsRequest;
import dev.gust.wire.model.s3.UploadPartCopyOutput;
import dev.gust.wire.model.s3.UploadPartCopyRequest;
import dev.gust.wire.model.s3.UploadPartOutput;
import dev.gust.wire.model.s3.UploadPartRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Multipart uploads. A part is durable when it is answered; completing an upload makes the object of the parts' blobs in one
 * commit, so that nothing is copied and a crash leaves either the upload or the object.
 */
final class Uploads {
    /** So many that the commit which frees an object's parts, and those of an upload, stays within the store's bounds. */
    static final int MOST_PARTS = 2_400;

    private static final String SERVICE = "S3";
    private static final int UPLOADS_PER_STEP = 100;
    private static final Set<String> CREATE_MEMBERS = Set.of(
            "ACL",
            "Bucket",
            "CacheControl",
            "ContentDisposition",
            "ContentEncoding",
            "ContentLanguage",
            "ContentType",
            "Expires",
            "Key",
            "Metadata",
            "ServerSideEncryption",
            "StorageClass",
            "ExpectedBucketOwner",
            "ChecksumAlgorithm",
            "ChecksumType");
    private static final Set<String> PART_MEMBERS = Set.of(
            "Body",
            "Bucket",
            "ContentLength",
            "ContentMD5",
            "ChecksumAlgorithm",
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumSHA1",
            "ChecksumSHA256",
            "ChecksumSHA512",
            "Key",
            "PartNumber",
            "UploadId",
            "ExpectedBucketOwner");
    private static final Set<String> COPY_MEMBERS = Set.of(
            "Bucket",
            "CopySource",
            "CopySourceIfMatch",
            "CopySourceIfModifiedSince",
            "CopySourceIfNoneMatch",
            "CopySourceIfUnmodifiedSince",
            "CopySourceRange",
            "Key",
            "PartNumber",
            "UploadId",
            "ExpectedBucketOwner",
            "ExpectedSourceBucketOwner");

    private final OrderedStore store;
    private final StoredObjects objects;
    private final Clock clock;
    private final Ids ids;
    private final UploadCompletion completion;

    Uploads(OrderedStore store, StoredObjects objects, Clock clock, Ids ids) {
        this.store = store;
        this.objects = objects;
        this.clock = clock;
        this.ids = ids;
        this.completion = new UploadCompletion(store, objects, clock);
    }

    CreateMultipartUploadOutput create(BucketRecord bucket, CreateMultipartUploadRequest input) {
        Supported.only(SERVICE, input, CREATE_MEMBERS);
        S3Service.checkPrivate(input.acl());
        ObjectWrites.checkStorage(input.storageClass(), input.serverSideEncryption());
        ObjectKeys.check(input.key());
        String algorithm = input.checksumAlgorithm();
        boolean whole = algorithm != null && wholeChecksum(algorithm, input.checksumType());
        Map<String, String> headers = new LinkedHashMap<>();
        ObjectWrites.header(
                headers, "content-type", Objects.requireNonNullElse(input.contentType(), "binary/octet-stream"));
        ObjectWrites.header(headers, "cache-control", input.cacheControl());
        ObjectWrites.header(headers, "content-disposition", input.contentDisposition());
        ObjectWrites.header(headers, "content-encoding", ObjectWrites.withoutChunking(input.contentEncoding()));
        ObjectWrites.header(headers, "content-language", input.contentLanguage());
        ObjectWrites.header(headers, "expires", input.expires());
        UploadRecord upload = new UploadRecord(
                ids.mixed(64),
                input.key(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                input.serverSideEncryption() != null || bucket.encrypted(),
                algorithm,
                whole,
                headers,
                input.metadata());
        store.write(tx -> {
            if (!S3Store.require(tx, bucket.name()).id().equals(bucket.id())) {
                throw S3Errors.noBucket(bucket.name());
            }
            tx.put(S3Store.upload(bucket, upload.key(), upload.id()), UploadRecord.CODEC, upload);
        });
        return CreateMultipartUploadOutput.builder()
                .bucket(bucket.name())
                .key(upload.key())
                .uploadId(upload.id())
                .serverSideEncryption(upload.encrypted() ? "AES256" : null)
                .checksumAlgorithm(algorithm)
                .checksumType(upload.checksumType())
                .build();
    }

    /** What AWS takes where nothing is said: one of the whole content for CRC-64, else one of the parts' checksums. */
    private static boolean wholeChecksum(String algorithm, @Nullable String type) {
        boolean whole = type == null ? algorithm.equals("CRC64NVME") : type.equals("FULL_OBJECT");
        boolean possible = whole ? JoinedChecksum.canBeWhole(algorithm) : !algorithm.equals("CRC64NVME");
        if (!possible) {
            throw AwsException.sender(
                    "InvalidRequest",
                    400,
                    "The " + (whole ? "FULL_OBJECT" : "COMPOSITE") + " checksum type cannot be used with the "
                            + algorithm + " checksum algorithm.");
        }
        return whole;
    }

    UploadPartOutput part(BucketRecord bucket, UploadPartRequest input) {
        Supported.only(SERVICE, input, PART_MEMBERS);
        UploadRecord upload = upload(bucket, input.key(), input.uploadId());
        int number = number(input.partNumber());
        String announced = upload.algorithm() == null ? input.checksumAlgorithm() : upload.algorithm();
        StoredObjects.Content content = new StoredObjects.Content(
                Objects.requireNonNullElseGet(input.body(), Payload::empty),
                input.contentMD5(),
                Checksums.given(input),
                announced);
        UploadRecord.Part part = keep(bucket, upload, number, content);
        return UploadPartOutput.builder()
                .eTag(part.quotedETag())
                .checksumCRC32(part.checksums().get("CRC32"))
                .checksumCRC32C(part.checksums().get("CRC32C"))
                .checksumCRC64NVME(part.checksums().get("CRC64NVME"))
                .checksumSHA1(part.checksums().get("SHA1"))
                .checksumSHA256(part.checksums().get("SHA256"))
                .checksumSHA512(part.checksums().get("SHA512"))
                .serverSideEncryption(upload.encrypted() ? "AES256" : null)
                .build();
    }

    UploadPartCopyOutput copiedPart(
            BucketRecord from, String sourceKey, BucketRecord bucket, UploadPartCopyRequest input) {
        Supported.only(SERVICE, input, COPY_MEMBERS);
        UploadRecord upload = upload(bucket, input.key(), input.uploadId());
        int number = number(input.partNumber());
        ObjectRecord source = objects.get(from, sourceKey);
        new Conditions.OfRead(
                        input.copySourceIfMatch(),
                        input.copySourceIfNoneMatch(),
                        input.copySourceIfModifiedSince(),
                        input.copySourceIfUnmodifiedSince())
                .check(source);
        String asked = input.copySourceRange();
        ByteRange range = asked == null
                ? new ByteRange(0, source.size())
                : ByteRange.parse(asked, source.size())
                        .orElseThrow(() -> S3Errors.invalidArgument(
                                "x-amz-copy-source-range",
                                asked,
                                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
                                        + " last are the zero-based offsets of the first and last bytes to copy"));
        StoredObjects.Content content =
                new StoredObjects.Content(objects.content(source, range), null, Map.of(), upload.algorithm());
        UploadRecord.Part part = keep(bucket, upload, number, content);
        return UploadPartCopyOutput.builder()
                .copyPartResult(CopyPartResult.builder()
                        .eTag(part.quotedETag())
                        .lastModified(part.lastModified())
                        .checksumCRC32(part.checksums().get("CRC32"))
                        .checksumCRC32C(part.checksums().get("CRC32C"))
                        .checksumCRC64NVME(part.checksums().get("CRC64NVME"))
                        .checksumSHA1(part.checksums().get("SHA1"))
                        .checksumSHA256(part.checksums().get("SHA256"))
                        .checksumSHA512(part.checksums().get("SHA512"))
                        .build())
                .serverSideEncryption(upload.encrypted() ? "AES256" : null)
                .build();
    }

    /** A part of the same number takes the place of the one before. */
    private UploadRecord.Part keep(
            BucketRecord bucket, UploadRecord upload, int number, StoredObjects.Content content) {
        StoredObjects.Received received = objects.receive(content, upload.encrypted());
        UploadRecord.Part part = new UploadRecord.Part(
                number,
                received.part(),
                received.md5(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                received.checksums());
        var place = S3Store.parts(bucket, upload.id()).plus(number);
        store.write(tx -> {
            // It may have been aborted or completed while the body came in.
            if (tx.get(S3Store.upload(bucket, upload.key(), upload.id())).isEmpty()) {
                throw S3Errors.noUpload(upload.id());
            }
            tx.get(place, UploadRecord.Part.CODEC).ifPresent(before -> objects.release(tx, List.of(before.content())));
            objects.keep(tx, part.content());
            tx.put(place, UploadRecord.Part.CODEC, part);
        });
        return part;
    }

    private static int number(@Nullable Integer number) {
        if (number == null || number < 1 || number > 10_000) {
            throw S3Errors.invalidArgument(
                    "partNumber",
                    String.valueOf(number),
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
        if (number > MOST_PARTS) {
            throw NotImplementedException.feature(SERVICE, "part numbers above " + MOST_PARTS + " (use larger parts)");
        }
        return number;
    }

    private UploadRecord upload(BucketRecord bucket, String key, String id) {
        return store.read(reader -> reader.get(S3Store.upload(bucket, key, id), UploadRecord.CODEC))
                .orElseThrow(() -> S3Errors.noUpload(id));
    }

    CompleteMultipartUploadOutput complete(
            BucketRecord bucket, CompleteMultipartUploadRequest input, CallContext context) {
        return completion.complete(bucket, input, context);
    }

    void abort(BucketRecord bucket, String key, String id) {
        store.write(tx -> {
            if (tx.get(S3Store.upload(bucket, key, id)).isEmpty()) {
                throw S3Errors.noUpload(id);
            }
            abort(tx, bucket, key, id);
        });
    }

    private void abort(Transaction tx, BucketRecord bucket, String key, String id) {
        allParts(tx, bucket, id).forEach(part -> objects.release(tx, List.of(part.content())));
        tx.deleteRange(KeyRange.under(S3Store.parts(bucket, id)));
        tx.delete(S3Store.upload(bucket, key, id));
    }

    /** Before a bucket goes; uploads that others begin meanwhile keep it. */
    void abortAll(BucketRecord bucket) {
        if (!store.scan(Scan.under(S3Store.objects(bucket)).limit(1)).isEmpty()) {
            throw S3Errors.notEmpty(bucket.name());
        }
        Page page;
        do {
            page = store.scan(Scan.under(S3Store.uploads(bucket)).limit(UPLOADS_PER_STEP));
            for (Entry entry : page.entries()) {
                UploadRecord upload = UploadRecord.CODEC.decode(entry.value());
                store.write(tx -> abort(tx, bucket, upload.key(), upload.id()));
            }
        } while (page.rest().isPresent());
    }

    static List<UploadRecord.Part> allParts(Reader reader, BucketRecord bucket, String id) {
        List<UploadRecord.Part> parts = new ArrayList<>();
        Optional<KeyRange> rest = Optional.of(KeyRange.under(S3Store.parts(bucket, id)));
        while (rest.isPresent()) {
            Page page = reader.scan(Scan.of(rest.get()));
            page.entries().forEach(entry -> parts.add(UploadRecord.Part.CODEC.decode(entry.value())));
            rest = page.rest();
        }
        return parts;
    }

    ListPartsOutput parts(BucketRecord bucket, ListPartsRequest input) {
        return store.read(reader -> UploadLists.parts(reader, bucket, input));
    }

    ListMultipartUploadsOutput list(BucketRecord bucket, ListMultipartUploadsRequest input) {
        return store.read(reader -> UploadLists.uploads(reader, bucket, input));
    }
}
