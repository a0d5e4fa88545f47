package dev.gust.services.s3;

import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload under way.
 *
 * @param algorithm of the checksums that its parts have, if any
 * @param wholeChecksum whether the object's checksum is one of its content, rather than of its parts' checksums
 */
record UploadRecord(
        String id,
        String key,
        Instant initiated,
        boolean encrypted,
        @Nullable String algorithm,
        boolean wholeChecksum,
        Map<String, String> headers,
        Map<String, String> metadata) {
    static final Codec<UploadRecord> CODEC = Codec.of(
            5,
            1,
            (out, upload) -> out.text(upload.id)
                    .text(upload.key)
                    .instant(upload.initiated)
                    .bool(upload.encrypted)
                    .optionalText(upload.algorithm)
                    .bool(upload.wholeChecksum)
                    .texts(upload.headers)
                    .texts(upload.metadata),
            in -> new UploadRecord(
                    in.text(),
                    in.text(),
                    in.instant(),
                    in.bool(),
                    in.optionalText(),
                    in.bool(),
                    in.textMap(),
                    in.textMap()));

    /** What {@code x-amz-checksum-type} says. */
    @Nullable
    String checksumType() {
        return algorithm == null ? null : wholeChecksum ? "FULL_OBJECT" : "COMPOSITE";
    }

    /** A part that has arrived. */
    record Part(int number, ObjectPart content, String md5, Instant lastModified, Map<String, String> checksums) {
        static final Codec<Part> CODEC = Codec.of(
                6,
                1,
                (out, part) -> out.number(part.number)
                        .value(ObjectPart.CODEC, part.content)
                        .text(part.md5)
                        .instant(part.lastModified)
                        .texts(part.checksums),
                in -> new Part((int) in.number(), in.value(ObjectPart.CODEC), in.text(), in.instant(), in.textMap()));

        String quotedETag() {
            return '"' + md5 + '"';
        }
    }
}
