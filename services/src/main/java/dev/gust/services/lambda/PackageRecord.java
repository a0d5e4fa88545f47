package dev.gust.services.lambda;

import dev.gust.storage.Blob;
import dev.gust.storage.Codec;

/**
 * A zip archive that versions or layers use.
 *
 * @param uses how many of them; the archive goes with the last one
 */
record PackageRecord(Blob archive, long uses) {
    static final Codec<PackageRecord> CODEC = Codec.of(
            6,
            1,
            (out, archive) -> out.value(Blob.CODEC, archive.archive).number(archive.uses),
            in -> new PackageRecord(in.value(Blob.CODEC), in.number()));
}
