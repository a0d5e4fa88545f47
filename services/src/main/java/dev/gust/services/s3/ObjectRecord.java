package dev.gust.services.s3;

import dev.gust.storage.Blob;
import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object.
 *
 * @param size of the content, which an encrypted blob has as well
 * @param seed what an encrypted object's key is made from; null where the blob is plain
 * @param headers what a GET gives back besides: content type, cache control and the like, by their names in small letters
 * @param metadata the caller's own, without the {@code x-amz-meta-} prefix
 * @param checksums by algorithm ({@code CRC32}), in base 64
 */
record ObjectRecord(
        Blob blob,
        long size,
        String eTag,
        Instant lastModified,
        @Nullable String seed,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> checksums) {
    static final Codec<ObjectRecord> CODEC = Codec.of(
            2,
            1,
            (out, object) -> out.value(Blob.CODEC, object.blob)
                    .number(object.size)
                    .text(object.eTag)
                    .instant(object.lastModified)
                    .optionalText(object.seed)
                    .texts(object.headers)
                    .texts(object.metadata)
                    .texts(object.checksums),
            in -> new ObjectRecord(
                    in.value(Blob.CODEC),
                    in.number(),
                    in.text(),
                    in.instant(),
                    in.optionalText(),
                    in.textMap(),
                    in.textMap(),
                    in.textMap()));

    /** As it stands in headers and listings. */
    String quotedETag() {
        return '"' + eTag + '"';
    }
}
