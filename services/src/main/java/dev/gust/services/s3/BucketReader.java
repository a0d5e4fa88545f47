package dev.gust.services.s3;

import dev.gust.services.ports.ObjectReader;
import dev.gust.storage.OrderedStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects for other services of the same account. */
final class BucketReader implements ObjectReader {
    private final OrderedStore store;
    private final StoredObjects objects;

    BucketReader(OrderedStore store, StoredObjects objects) {
        this.store = store;
        this.objects = objects;
    }

    @Override
    public Answer read(String account, String region, String bucket, String key, @Nullable String version) {
        Optional<BucketRecord> known = store.read(reader -> S3Store.buckets().get(reader, bucket));
        if (known.isEmpty()) {
            return new Answer.Missing("NoSuchBucket", "The specified bucket does not exist");
        }
        if (!known.get().account().equals(account)) {
            return new Answer.Missing("AccessDenied", "Access Denied");
        }
        if (version != null) {
            return new Answer.Missing(
                    "NoSuchVersion", "The specified version does not exist: buckets keep no versions");
        }
        Optional<ObjectRecord> object = store.read(reader -> S3Store.object(reader, known.get(), key));
        if (object.isEmpty()) {
            return new Answer.Missing("NoSuchKey", "The specified key does not exist.");
        }
        ObjectRecord found = object.get();
        return new Answer.Found(objects.content(found, new ByteRange(0, found.size())));
    }
}
