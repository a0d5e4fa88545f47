package dev.gust.services.s3;

import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.wire.model.s3.GetBucketCorsOutput;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.model.s3.S3Model;
import dev.gust.wire.schema.StructureSchema;
import java.util.Optional;

/**
 * Where buckets and objects are kept. Bucket names are shared by all accounts: {@code s3 / buckets / name}; objects lie
 * under their bucket's id: {@code account / region / s3 / objects / bucket / key}.
 */
final class S3Store {
    private static final Shelf<BucketRecord> BUCKETS = new Shelf<>(Key.of("", "", "s3", "buckets"), BucketRecord.CODEC);
    private static final Codec<NotificationConfiguration> NOTIFICATION =
            ShapeCodec.of(3, () -> S3Model.getBucketNotificationConfiguration().output());
    private static final Codec<GetBucketCorsOutput> CROSS_ORIGIN =
            ShapeCodec.of(5, () -> S3Model.getBucketCors().output());

    private S3Store() {}

    static Shelf<BucketRecord> buckets() {
        return BUCKETS;
    }

    static BucketRecord require(Reader reader, String name) {
        return BUCKETS.get(reader, name).orElseThrow(() -> S3Errors.noBucket(name));
    }

    /** The names of an account's buckets. */
    static Key ownedBuckets(String account) {
        return Key.of(account, "", "s3", "owned");
    }

    static Key objects(BucketRecord bucket) {
        return Key.of(bucket.account(), bucket.region(), "s3", "objects", bucket.id());
    }

    static Optional<ObjectRecord> object(Reader reader, BucketRecord bucket, String key) {
        return reader.get(objects(bucket).plus(key), ObjectRecord.CODEC);
    }

    /** Multipart uploads under way, by key and upload id. */
    static Key uploads(BucketRecord bucket) {
        return Key.of(bucket.account(), bucket.region(), "s3", "uploads", bucket.id());
    }

    static Key upload(BucketRecord bucket, String key, String id) {
        return uploads(bucket).plus(key).plus(id);
    }

    /** The parts of an upload, by number. */
    static Key parts(BucketRecord bucket, String uploadId) {
        return Key.of(bucket.account(), bucket.region(), "s3", "parts", uploadId);
    }

    static Shelf<NotificationConfiguration> notifications(BucketRecord bucket) {
        return new Shelf<>(Key.of(bucket.account(), bucket.region(), "s3", "notifications"), NOTIFICATION);
    }

    static Shelf<GetBucketCorsOutput> crossOrigin(BucketRecord bucket) {
        return new Shelf<>(Key.of(bucket.account(), bucket.region(), "s3", "cors"), CROSS_ORIGIN);
    }

    static StructureSchema notificationSchema() {
        return S3Model.getBucketNotificationConfiguration().output();
    }
}
