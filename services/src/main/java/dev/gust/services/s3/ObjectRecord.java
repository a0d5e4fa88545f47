package dev.gust.services.s3;

import dev.gust.storage.Blob;
import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object.
 *
 * @param parts its content, in order; one unless it was uploaded in several
 * @param uploadId the multipart upload that made it, so that completing it twice succeeds
 * @param size of the content
 * @param headers what a GET gives back besides: content type, cache control and the like, by their names in small letters
 * @param metadata the caller's own, without the {@code x-amz-meta-} prefix
 * @param checksums by algorithm ({@code CRC32}), in base 64; of the parts' checksums where a number of parts follows
 */
record ObjectRecord(
        List<ObjectPart> parts,
        @Nullable String uploadId,
        long size,
        String eTag,
        Instant lastModified,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> checksums) {
    static final Codec<ObjectRecord> CODEC = Codec.of(
            2,
            2,
            (out, object) -> out.list(object.parts, (writer, part) -> writer.value(ObjectPart.CODEC, part))
                    .optionalText(object.uploadId)
                    .number(object.size)
                    .text(object.eTag)
                    .instant(object.lastModified)
                    .texts(object.headers)
                    .texts(object.metadata)
                    .texts(object.checksums),
            in -> in.version() == 1
                    ? inOnePart(in)
                    : new ObjectRecord(
                            in.list(reader -> reader.value(ObjectPart.CODEC)),
                            in.optionalText(),
                            in.number(),
                            in.text(),
                            in.instant(),
                            in.textMap(),
                            in.textMap(),
                            in.textMap()));

    ObjectRecord {
        parts = List.copyOf(parts);
    }

    private static ObjectRecord inOnePart(ValueReader in) {
        Blob blob = in.value(Blob.CODEC);
        long size = in.number();
        String eTag = in.text();
        Instant lastModified = in.instant();
        List<ObjectPart> parts = List.of(new ObjectPart(blob, size, in.optionalText()));
        return new ObjectRecord(parts, null, size, eTag, lastModified, in.textMap(), in.textMap(), in.textMap());
    }

    /** As it stands in headers and listings. */
    String quotedETag() {
        return '"' + eTag + '"';
    }

    boolean encrypted() {
        return parts.getFirst().seed() != null;
    }

    /** What {@code x-amz-server-side-encryption} says. */
    @Nullable
    String encryption() {
        return encrypted() ? "AES256" : null;
    }

    /** Whether a checksum is one of the content or of its parts' checksums; null where there is none. */
    @Nullable
    String checksumType() {
        if (checksums.isEmpty()) {
            return null;
        }
        return checksums.values().iterator().next().contains("-") ? "COMPOSITE" : "FULL_OBJECT";
    }
}
