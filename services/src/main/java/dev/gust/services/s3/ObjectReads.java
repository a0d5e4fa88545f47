package dev.gust.services.s3;

import dev.gust.services.ports.records.Supported;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.s3.GetObjectOutput;
import dev.gust.wire.model.s3.GetObjectRequest;
import dev.gust.wire.model.s3.HeadObjectOutput;
import dev.gust.wire.model.s3.HeadObjectRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Operations that read objects. */
final class ObjectReads {
    private static final String SERVICE = "S3";
    private static final Set<String> MEMBERS = Set.of(
            "Bucket",
            "IfMatch",
            "IfModifiedSince",
            "IfNoneMatch",
            "IfUnmodifiedSince",
            "Key",
            "Range",
            "ResponseCacheControl",
            "ResponseContentDisposition",
            "ResponseContentEncoding",
            "ResponseContentLanguage",
            "ResponseContentType",
            "ExpectedBucketOwner",
            "ChecksumMode");

    private final StoredObjects objects;

    ObjectReads(StoredObjects objects) {
        this.objects = objects;
    }

    GetObjectOutput get(BucketRecord bucket, GetObjectRequest input) {
        Supported.only(SERVICE, input, MEMBERS);
        ObjectRecord object = objects.get(bucket, input.key());
        new Conditions.OfRead(input.ifMatch(), input.ifNoneMatch(), input.ifModifiedSince(), input.ifUnmodifiedSince())
                .check(object);
        Optional<ByteRange> range =
                input.range() == null ? Optional.empty() : ByteRange.parse(input.range(), object.size());
        ByteRange part = range.orElse(new ByteRange(0, object.size()));
        Payload body = part.length() == 0 ? Payload.empty() : objects.content(object, part);
        Map<String, String> headers = object.headers();
        // A checksum is one of the whole object, and says nothing of a part.
        Map<String, String> checksums =
                input.checksumMode() == null || range.isPresent() ? Map.of() : object.checksums();
        return GetObjectOutput.builder()
                .body(body)
                .acceptRanges("bytes")
                .lastModified(object.lastModified())
                .contentLength(part.length())
                .contentRange(
                        range.map(each -> contentRange(each, object.size())).orElse(null))
                .eTag(object.quotedETag())
                .checksumCRC32(checksums.get("CRC32"))
                .checksumCRC32C(checksums.get("CRC32C"))
                .checksumCRC64NVME(checksums.get("CRC64NVME"))
                .checksumSHA1(checksums.get("SHA1"))
                .checksumSHA256(checksums.get("SHA256"))
                .checksumSHA512(checksums.get("SHA512"))
                .checksumType(checksums.isEmpty() ? null : object.checksumType())
                .contentType(Objects.requireNonNullElse(input.responseContentType(), headers.get("content-type")))
                .cacheControl(
                        input.responseCacheControl() == null
                                ? headers.get("cache-control")
                                : input.responseCacheControl())
                .contentDisposition(
                        input.responseContentDisposition() == null
                                ? headers.get("content-disposition")
                                : input.responseContentDisposition())
                .contentEncoding(
                        input.responseContentEncoding() == null
                                ? headers.get("content-encoding")
                                : input.responseContentEncoding())
                .contentLanguage(
                        input.responseContentLanguage() == null
                                ? headers.get("content-language")
                                : input.responseContentLanguage())
                .expires(headers.get("expires"))
                .serverSideEncryption(object.encryption())
                .metadata(object.metadata())
                .build();
    }

    HeadObjectOutput head(BucketRecord bucket, HeadObjectRequest input) {
        Supported.only(SERVICE, input, MEMBERS);
        ObjectRecord object = objects.get(bucket, input.key());
        new Conditions.OfRead(input.ifMatch(), input.ifNoneMatch(), input.ifModifiedSince(), input.ifUnmodifiedSince())
                .check(object);
        Optional<ByteRange> range =
                input.range() == null ? Optional.empty() : ByteRange.parse(input.range(), object.size());
        Map<String, String> headers = object.headers();
        Map<String, String> checksums =
                input.checksumMode() == null || range.isPresent() ? Map.of() : object.checksums();
        return HeadObjectOutput.builder()
                .acceptRanges("bytes")
                .lastModified(object.lastModified())
                .contentLength(range.map(ByteRange::length).orElse(object.size()))
                .contentRange(
                        range.map(each -> contentRange(each, object.size())).orElse(null))
                .eTag(object.quotedETag())
                .checksumCRC32(checksums.get("CRC32"))
                .checksumCRC32C(checksums.get("CRC32C"))
                .checksumCRC64NVME(checksums.get("CRC64NVME"))
                .checksumSHA1(checksums.get("SHA1"))
                .checksumSHA256(checksums.get("SHA256"))
                .checksumSHA512(checksums.get("SHA512"))
                .checksumType(checksums.isEmpty() ? null : object.checksumType())
                .contentType(headers.get("content-type"))
                .cacheControl(headers.get("cache-control"))
                .contentDisposition(headers.get("content-disposition"))
                .contentEncoding(headers.get("content-encoding"))
                .contentLanguage(headers.get("content-language"))
                .expires(headers.get("expires"))
                .serverSideEncryption(object.encryption())
                .metadata(object.metadata())
                .build();
    }

    private static String contentRange(ByteRange range, long size) {
        return "bytes " + range.offset() + '-' + (range.offset() + range.length() - 1) + '/' + size;
    }
}
