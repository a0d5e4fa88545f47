package dev.gust.services.s3;

import dev.gust.services.ports.records.Supported;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.s3.CopyObjectOutput;
import dev.gust.wire.model.s3.CopyObjectRequest;
import dev.gust.wire.model.s3.CopyObjectResult;
import dev.gust.wire.model.s3.Delete;
import dev.gust.wire.model.s3.DeleteObjectsOutput;
import dev.gust.wire.model.s3.DeletedObject;
import dev.gust.wire.model.s3.ObjectIdentifier;
import dev.gust.wire.model.s3.PutObjectOutput;
import dev.gust.wire.model.s3.PutObjectRequest;
import dev.gust.wire.model.s3.S3Error;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations that write or remove objects. */
final class ObjectWrites {
    private static final String SERVICE = "S3";
    private static final int MOST_DELETED = 1_000;
    private static final Set<String> PUT_MEMBERS = Set.of(
            "ACL",
            "Body",
            "Bucket",
            "CacheControl",
            "ContentDisposition",
            "ContentEncoding",
            "ContentLanguage",
            "ContentLength",
            "ContentMD5",
            "ContentType",
            "ChecksumAlgorithm",
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumSHA1",
            "ChecksumSHA256",
            "ChecksumSHA512",
            "Expires",
            "IfMatch",
            "IfNoneMatch",
            "Key",
            "Metadata",
            "ServerSideEncryption",
            "StorageClass",
            "ExpectedBucketOwner");
    private static final Set<String> COPY_MEMBERS = Set.of(
            "ACL",
            "Bucket",
            "CacheControl",
            "ContentDisposition",
            "ContentEncoding",
            "ContentLanguage",
            "ContentType",
            "CopySource",
            "CopySourceIfMatch",
            "CopySourceIfModifiedSince",
            "CopySourceIfNoneMatch",
            "CopySourceIfUnmodifiedSince",
            "Expires",
            "IfMatch",
            "IfNoneMatch",
            "Key",
            "Metadata",
            "MetadataDirective",
            "ServerSideEncryption",
            "StorageClass",
            "ExpectedBucketOwner",
            "ExpectedSourceBucketOwner");

    private final StoredObjects objects;

    ObjectWrites(StoredObjects objects) {
        this.objects = objects;
    }

    PutObjectOutput put(BucketRecord bucket, PutObjectRequest input, CallContext context) {
        Supported.only(SERVICE, input, PUT_MEMBERS);
        S3Service.checkPrivate(input.acl());
        checkStorage(input.storageClass(), input.serverSideEncryption());
        Map<String, String> headers = new LinkedHashMap<>();
        header(headers, "content-type", Objects.requireNonNullElse(input.contentType(), "binary/octet-stream"));
        header(headers, "cache-control", input.cacheControl());
        header(headers, "content-disposition", input.contentDisposition());
        header(headers, "content-encoding", withoutChunking(input.contentEncoding()));
        header(headers, "content-language", input.contentLanguage());
        header(headers, "expires", input.expires());
        ObjectRecord object = objects.put(
                bucket,
                new StoredObjects.Upload(
                        input.key(),
                        new StoredObjects.Content(
                                Objects.requireNonNullElseGet(input.body(), Payload::empty),
                                input.contentMD5(),
                                Checksums.given(input),
                                input.checksumAlgorithm()),
                        input.serverSideEncryption() != null,
                        headers,
                        input.metadata(),
                        new Conditions.OfWrite(input.ifMatch(), input.ifNoneMatch()),
                        "ObjectCreated:Put"),
                context);
        return PutObjectOutput.builder()
                .eTag(object.quotedETag())
                .checksumCRC32(object.checksums().get("CRC32"))
                .checksumCRC32C(object.checksums().get("CRC32C"))
                .checksumCRC64NVME(object.checksums().get("CRC64NVME"))
                .checksumSHA1(object.checksums().get("SHA1"))
                .checksumSHA256(object.checksums().get("SHA256"))
                .checksumSHA512(object.checksums().get("SHA512"))
                .checksumType(object.checksumType())
                .serverSideEncryption(object.encryption())
                .build();
    }

    CopyObjectOutput copy(
            BucketRecord sourceBucket,
            String sourceKey,
            BucketRecord target,
            CopyObjectRequest input,
            CallContext context) {
        Supported.only(SERVICE, input, COPY_MEMBERS);
        S3Service.checkPrivate(input.acl());
        checkStorage(input.storageClass(), input.serverSideEncryption());
        ObjectRecord source = objects.get(sourceBucket, sourceKey);
        new Conditions.OfRead(
                        input.copySourceIfMatch(),
                        input.copySourceIfNoneMatch(),
                        input.copySourceIfModifiedSince(),
                        input.copySourceIfUnmodifiedSince())
                .check(source);
        boolean replace = "REPLACE".equals(input.metadataDirective());
        boolean onItself = sourceBucket.id().equals(target.id()) && sourceKey.equals(input.key());
        if (onItself && !replace && input.serverSideEncryption() == null) {
            throw AwsException.sender(
                    "InvalidRequest",
                    400,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        Map<String, String> headers = new LinkedHashMap<>(source.headers());
        if (replace) {
            headers.clear();
            header(headers, "content-type", Objects.requireNonNullElse(input.contentType(), "binary/octet-stream"));
            header(headers, "cache-control", input.cacheControl());
            header(headers, "content-disposition", input.contentDisposition());
            header(headers, "content-encoding", input.contentEncoding());
            header(headers, "content-language", input.contentLanguage());
            header(headers, "expires", input.expires());
        }
        ObjectRecord copy = objects.put(
                target,
                new StoredObjects.Upload(
                        input.key(),
                        content(source),
                        input.serverSideEncryption() != null,
                        headers,
                        replace ? input.metadata() : source.metadata(),
                        new Conditions.OfWrite(input.ifMatch(), input.ifNoneMatch()),
                        "ObjectCreated:Copy"),
                context);
        return CopyObjectOutput.builder()
                .copyObjectResult(CopyObjectResult.builder()
                        .eTag(copy.quotedETag())
                        .lastModified(copy.lastModified())
                        .build())
                .serverSideEncryption(copy.encryption())
                .build();
    }

    /** A copy has the checksum of its content, be the source's one of its parts. */
    private StoredObjects.Content content(ObjectRecord source) {
        boolean whole = "FULL_OBJECT".equals(source.checksumType());
        return new StoredObjects.Content(
                objects.content(source, new ByteRange(0, source.size())),
                null,
                whole ? source.checksums() : Map.of(),
                source.checksums().keySet().stream().findFirst().orElse(null));
    }

    /** Each key for itself: one that cannot be deleted does not keep the others. */
    DeleteObjectsOutput deleteAll(BucketRecord bucket, Delete delete, CallContext context) {
        if (delete.objects().isEmpty() || delete.objects().size() > MOST_DELETED) {
            throw S3Errors.malformedXml();
        }
        boolean quiet = Boolean.TRUE.equals(delete.quiet());
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier each : delete.objects()) {
            try {
                Supported.only(SERVICE, each, Set.of("Key", "ETag"));
                objects.delete(bucket, each.key(), new Conditions.OfWrite(each.eTag(), null), context);
                if (!quiet) {
                    deleted.add(new DeletedObject(each.key(), null, null, null));
                }
            } catch (AwsException e) {
                errors.add(new S3Error(each.key(), each.versionId(), e.code(), e.message()));
            }
        }
        return new DeleteObjectsOutput(deleted, null, errors);
    }

    static void checkStorage(@Nullable String storageClass, @Nullable String encryption) {
        if (storageClass != null && !storageClass.equals("STANDARD")) {
            throw NotImplementedException.feature(SERVICE, "the storage class " + storageClass);
        }
        if (encryption != null && !encryption.equals("AES256")) {
            throw NotImplementedException.feature(SERVICE, "the server-side encryption " + encryption);
        }
    }

    /** The way a body was signed in chunks is no part of its encoding. */
    static @Nullable String withoutChunking(@Nullable String encoding) {
        if (encoding == null) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        for (String each : encoding.split(",")) {
            if (!each.strip().equalsIgnoreCase("aws-chunked")) {
                kept.add(each.strip());
            }
        }
        return kept.isEmpty() ? null : String.join(",", kept);
    }

    static void header(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            headers.put(name, value);
        }
    }
}
