package dev.gust.services.s3;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.s3.CompleteMultipartUploadOutput;
import dev.gust.wire.model.s3.CompleteMultipartUploadRequest;
import dev.gust.wire.model.s3.CompletedPart;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes an object of the parts of an upload. */
final class UploadCompletion {
    private static final long LEAST_PART = 5L * 1024 * 1024;
    private static final Set<String> MEMBERS = Set.of(
            "Bucket",
            "Key",
            "MultipartUpload",
            "UploadId",
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumSHA1",
            "ChecksumSHA256",
            "ChecksumSHA512",
            "ChecksumType",
            "MpuObjectSize",
            "ExpectedBucketOwner",
            "IfMatch",
            "IfNoneMatch");

    private final OrderedStore store;
    private final StoredObjects objects;
    private final Clock clock;

    UploadCompletion(OrderedStore store, StoredObjects objects, Clock clock) {
        this.store = store;
        this.objects = objects;
        this.clock = clock;
    }

    /** A caller that did not hear the answer may ask again: the object knows the upload that made it. */
    CompleteMultipartUploadOutput complete(
            BucketRecord bucket, CompleteMultipartUploadRequest input, CallContext context) {
        Supported.only("S3", input, MEMBERS);
        ObjectRecord object = store.transact(tx -> {
            var place = S3Store.upload(bucket, input.key(), input.uploadId());
            Optional<UploadRecord> upload = tx.get(place, UploadRecord.CODEC);
            if (upload.isEmpty()) {
                return S3Store.object(tx, bucket, input.key())
                        .filter(made -> input.uploadId().equals(made.uploadId()))
                        .orElseThrow(() -> S3Errors.noUpload(input.uploadId()));
            }
            List<UploadRecord.Part> all = Uploads.allParts(tx, bucket, input.uploadId());
            List<UploadRecord.Part> chosen = chosen(input, all);
            ObjectRecord made = object(upload.get(), chosen);
            check(input, made);
            objects.commit(tx, bucket, asUpload(upload.get(), input), made, context);
            all.stream()
                    .filter(part -> !chosen.contains(part))
                    .forEach(part -> objects.release(tx, List.of(part.content())));
            tx.deleteRange(KeyRange.under(S3Store.parts(bucket, input.uploadId())));
            tx.delete(place);
            return made;
        });
        return CompleteMultipartUploadOutput.builder()
                .location(context.endpoint() + "/" + bucket.name() + "/" + input.key())
                .bucket(bucket.name())
                .key(input.key())
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

    private static StoredObjects.Upload asUpload(UploadRecord upload, CompleteMultipartUploadRequest input) {
        return new StoredObjects.Upload(
                upload.key(),
                StoredObjects.Content.of(Payload.empty()),
                upload.encrypted(),
                upload.headers(),
                upload.metadata(),
                new Conditions.OfWrite(input.ifMatch(), input.ifNoneMatch()),
                "ObjectCreated:CompleteMultipartUpload");
    }

    /** The parts that the caller lists, each as it listed it. */
    private static List<UploadRecord.Part> chosen(CompleteMultipartUploadRequest input, List<UploadRecord.Part> all) {
        if (input.multipartUpload() == null || input.multipartUpload().parts().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        Map<Integer, UploadRecord.Part> byNumber = new HashMap<>();
        all.forEach(part -> byNumber.put(part.number(), part));
        List<UploadRecord.Part> chosen = new ArrayList<>();
        int last = 0;
        for (CompletedPart listed : input.multipartUpload().parts()) {
            if (listed.partNumber() == null) {
                throw S3Errors.malformedXml();
            }
            int number = listed.partNumber();
            if (number <= last) {
                throw S3Errors.invalidPartOrder();
            }
            last = number;
            UploadRecord.Part part = byNumber.get(number);
            if (part == null || !isSame(listed, part)) {
                throw S3Errors.invalidPart(number, input.uploadId());
            }
            chosen.add(part);
        }
        for (UploadRecord.Part part : chosen.subList(0, chosen.size() - 1)) {
            if (part.content().size() < LEAST_PART) {
                throw S3Errors.partTooSmall(part, LEAST_PART);
            }
        }
        return chosen;
    }

    private static boolean isSame(CompletedPart listed, UploadRecord.Part part) {
        String eTag = listed.eTag() == null ? "" : listed.eTag().replace("\"", "");
        Map<String, String> given = Checksums.given(listed);
        return eTag.equals(part.md5())
                && given.entrySet().stream()
                        .allMatch(checksum -> checksum.getValue()
                                .equals(part.checksums().getOrDefault(checksum.getKey(), checksum.getValue())));
    }

    private ObjectRecord object(UploadRecord upload, List<UploadRecord.Part> parts) {
        MessageDigest md5 = md5();
        parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.md5())));
        return new ObjectRecord(
                parts.stream().map(UploadRecord.Part::content).toList(),
                upload.id(),
                parts.stream().mapToLong(part -> part.content().size()).sum(),
                Checksums.hex(md5.digest()) + '-' + parts.size(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                upload.headers(),
                upload.metadata(),
                checksums(upload, parts));
    }

    private static Map<String, String> checksums(UploadRecord upload, List<UploadRecord.Part> parts) {
        String algorithm = upload.algorithm();
        if (algorithm == null) {
            return Map.of();
        }
        List<JoinedChecksum.Piece> pieces = parts.stream()
                .map(part -> new JoinedChecksum.Piece(
                        part.checksums().getOrDefault(algorithm, ""),
                        part.content().size()))
                .toList();
        return Map.of(
                algorithm,
                upload.wholeChecksum()
                        ? JoinedChecksum.whole(algorithm, pieces)
                        : JoinedChecksum.composite(algorithm, pieces));
    }

    /** What the caller says of the whole object. */
    private static void check(CompleteMultipartUploadRequest input, ObjectRecord made) {
        if (input.mpuObjectSize() != null && input.mpuObjectSize() != made.size()) {
            throw AwsException.sender(
                    "InvalidRequest",
                    400,
                    "The provided 'x-amz-mp-object-size' header value " + input.mpuObjectSize()
                            + " does not match what was computed: " + made.size());
        }
        Checksums.given(input).forEach((algorithm, value) -> {
            String reckoned = made.checksums().get(algorithm);
            // Whoever gives a composite one may leave out the number of parts.
            if (reckoned != null && !reckoned.equals(value) && !reckoned.startsWith(value + "-")) {
                throw S3Errors.badDigest(algorithm);
            }
        });
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
