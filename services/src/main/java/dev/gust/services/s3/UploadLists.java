package dev.gust.services.s3;

import dev.gust.services.ports.records.Supported;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.wire.model.s3.Initiator;
import dev.gust.wire.model.s3.ListMultipartUploadsOutput;
import dev.gust.wire.model.s3.ListMultipartUploadsRequest;
import dev.gust.wire.model.s3.ListPartsOutput;
import dev.gust.wire.model.s3.ListPartsRequest;
import dev.gust.wire.model.s3.MultipartUpload;
import dev.gust.wire.model.s3.Owner;
import dev.gust.wire.model.s3.Part;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Uploads under way, and their parts, page by page. */
final class UploadLists {
    private static final int MOST = 1_000;

    private UploadLists() {}

    static ListPartsOutput parts(Reader reader, BucketRecord bucket, ListPartsRequest input) {
        Supported.only(
                "S3",
                input,
                Set.of("Bucket", "Key", "MaxParts", "PartNumberMarker", "UploadId", "ExpectedBucketOwner"));
        UploadRecord upload = reader.get(S3Store.upload(bucket, input.key(), input.uploadId()), UploadRecord.CODEC)
                .orElseThrow(() -> S3Errors.noUpload(input.uploadId()));
        int limit = limit(input.maxParts());
        int marker = input.partNumberMarker() == null ? 0 : input.partNumberMarker();
        Key parent = S3Store.parts(bucket, upload.id());
        Page page = reader.scan(
                Scan.of(KeyRange.under(parent).after(parent.plus(marker))).limit(limit));
        List<Part> parts = page.entries().stream()
                .map(entry -> told(UploadRecord.Part.CODEC.decode(entry.value())))
                .toList();
        boolean more = page.rest().isPresent();
        return ListPartsOutput.builder()
                .bucket(bucket.name())
                .key(upload.key())
                .uploadId(upload.id())
                .partNumberMarker(marker)
                .nextPartNumberMarker(more ? parts.getLast().partNumber() : null)
                .maxParts(limit)
                .isTruncated(more)
                .parts(parts)
                .initiator(new Initiator(bucket.account(), null))
                .owner(new Owner(null, bucket.account()))
                .storageClass("STANDARD")
                .checksumAlgorithm(upload.algorithm())
                .checksumType(upload.checksumType())
                .build();
    }

    private static Part told(UploadRecord.Part part) {
        return Part.builder()
                .partNumber(part.number())
                .lastModified(part.lastModified())
                .eTag(part.quotedETag())
                .size(part.content().size())
                .checksumCRC32(part.checksums().get("CRC32"))
                .checksumCRC32C(part.checksums().get("CRC32C"))
                .checksumCRC64NVME(part.checksums().get("CRC64NVME"))
                .checksumSHA1(part.checksums().get("SHA1"))
                .checksumSHA256(part.checksums().get("SHA256"))
                .checksumSHA512(part.checksums().get("SHA512"))
                .build();
    }

    /** In the order of keys; those of one key in the order of their ids. */
    static ListMultipartUploadsOutput uploads(Reader reader, BucketRecord bucket, ListMultipartUploadsRequest input) {
        Supported.only(
                "S3",
                input,
                Set.of("Bucket", "KeyMarker", "MaxUploads", "Prefix", "UploadIdMarker", "ExpectedBucketOwner"));
        int limit = limit(input.maxUploads());
        Key parent = S3Store.uploads(bucket);
        String prefix = Objects.requireNonNullElse(input.prefix(), "");
        KeyRange range = prefix.isEmpty() ? KeyRange.under(parent) : KeyRange.textPrefix(parent, prefix);
        if (input.keyMarker() != null) {
            Key marker = parent.plus(input.keyMarker());
            range = input.uploadIdMarker() == null
                    ? range.startingAt(KeyRange.under(marker).to())
                    : range.after(marker.plus(input.uploadIdMarker()));
        }
        Page page = reader.scan(Scan.of(range).limit(limit));
        List<UploadRecord> found = page.entries().stream()
                .map(Entry::value)
                .map(UploadRecord.CODEC::decode)
                .toList();
        boolean more = page.rest().isPresent();
        return ListMultipartUploadsOutput.builder()
                .bucket(bucket.name())
                .keyMarker(Objects.requireNonNullElse(input.keyMarker(), ""))
                .uploadIdMarker(Objects.requireNonNullElse(input.uploadIdMarker(), ""))
                .nextKeyMarker(more ? found.getLast().key() : null)
                .nextUploadIdMarker(more ? found.getLast().id() : null)
                .prefix(input.prefix())
                .maxUploads(limit)
                .isTruncated(more)
                .uploads(found.stream().map(upload -> told(bucket, upload)).toList())
                .build();
    }

    private static MultipartUpload told(BucketRecord bucket, UploadRecord upload) {
        return MultipartUpload.builder()
                .uploadId(upload.id())
                .key(upload.key())
                .initiated(upload.initiated())
                .storageClass("STANDARD")
                .owner(new Owner(null, bucket.account()))
                .initiator(new Initiator(bucket.account(), null))
                .checksumAlgorithm(upload.algorithm())
                .checksumType(upload.checksumType())
                .build();
    }

    private static int limit(@Nullable Integer asked) {
        return Math.clamp(asked == null ? MOST : asked, 1, MOST);
    }
}
