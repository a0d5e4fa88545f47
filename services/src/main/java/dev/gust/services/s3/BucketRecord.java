package dev.gust.services.s3;

import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bucket.
 *
 * @param id names the bucket's objects in the store, so that those of a deleted bucket never show in a new one
 * @param encrypted whether objects are encrypted when their request does not say
 */
record BucketRecord(
        String name,
        String id,
        String account,
        String region,
        Instant created,
        boolean encrypted,
        @Nullable String policy,
        Map<String, String> tags) {
    static final Codec<BucketRecord> CODEC = Codec.of(
            1,
            1,
            (out, bucket) -> out.text(bucket.name)
                    .text(bucket.id)
                    .text(bucket.account)
                    .text(bucket.region)
                    .instant(bucket.created)
                    .bool(bucket.encrypted)
                    .optionalText(bucket.policy)
                    .texts(bucket.tags),
            in -> new BucketRecord(
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.instant(),
                    in.bool(),
                    in.optionalText(),
                    in.textMap()));

    BucketRecord withEncrypted(boolean changed) {
        return new BucketRecord(name, id, account, region, created, changed, policy, tags);
    }

    BucketRecord withPolicy(@Nullable String changed) {
        return new BucketRecord(name, id, account, region, created, encrypted, changed, tags);
    }

    BucketRecord withTags(Map<String, String> changed) {
        return new BucketRecord(name, id, account, region, created, encrypted, policy, changed);
    }
}
