package dev.gust.services.s3;

import dev.gust.storage.Blob;
import dev.gust.storage.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an object's content: all of it, or what one part of a multipart upload brought.
 *
 * @param seed what an encrypted piece's key is made from; null where the blob is plain
 */
record ObjectPart(Blob blob, long size, @Nullable String seed) {
    static final Codec<ObjectPart> CODEC = Codec.of(
            7,
            1,
            (out, part) -> out.value(Blob.CODEC, part.blob).number(part.size).optionalText(part.seed),
            in -> new ObjectPart(in.value(Blob.CODEC), in.number(), in.optionalText()));
}
