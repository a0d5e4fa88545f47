package dev.gust.services.s3;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Buckets and what is configured on them. */
final class Buckets {
    private static final int MAXIMUM_BUCKETS = 1_000;
    private static final int MAXIMUM_TAGS = 50;

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    Buckets(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /** In us-east-1 creating one's own bucket again succeeds, as it always has. */
    BucketRecord create(String name, String region, CallContext context) {
        ObjectKeys.checkBucketName(name);
        return store.transact(tx -> {
            var taken = S3Store.buckets().get(tx, name);
            if (taken.isPresent()) {
                if (!taken.get().account().equals(context.account())) {
                    throw S3Errors.bucketTaken(name);
                }
                if (region.equals("us-east-1") && taken.get().region().equals(region)) {
                    return taken.get();
                }
                throw S3Errors.bucketOwned(name);
            }
            if (owned(tx.snapshot(), context.account()).size() >= MAXIMUM_BUCKETS) {
                throw AwsException.sender(
                        "TooManyBuckets", 400, "You have attempted to create more buckets than allowed");
            }
            BucketRecord bucket = new BucketRecord(
                    name,
                    ids.lower(12),
                    context.account(),
                    region,
                    clock.instant().truncatedTo(ChronoUnit.SECONDS),
                    false,
                    null,
                    Map.of());
            S3Store.buckets().put(tx, name, bucket);
            tx.put(S3Store.ownedBuckets(context.account()).plus(name), new byte[0]);
            return bucket;
        });
    }

    /** The bucket, if the caller's account owns it: no policy opens it to others yet. */
    BucketRecord get(String name, CallContext context) {
        return store.read(reader -> require(reader, name, context));
    }

    static BucketRecord require(Reader reader, String name, CallContext context) {
        BucketRecord bucket = S3Store.require(reader, name);
        if (!bucket.account().equals(context.account())) {
            throw S3Errors.accessDenied();
        }
        return bucket;
    }

    List<BucketRecord> list(CallContext context) {
        return store.read(reader -> {
            List<BucketRecord> buckets = new ArrayList<>();
            for (String name : owned(reader, context.account())) {
                S3Store.buckets().get(reader, name).ifPresent(buckets::add);
            }
            return buckets;
        });
    }

    void delete(String name, CallContext context) {
        store.write(tx -> {
            BucketRecord bucket = require(tx, name, context);
            if (!tx.scan(Scan.under(S3Store.objects(bucket)).limit(1)).isEmpty()) {
                throw S3Errors.notEmpty(name);
            }
            // Their parts hold blobs; whoever deletes the bucket has aborted those that were under way.
            if (!tx.scan(Scan.under(S3Store.uploads(bucket)).limit(1)).isEmpty()) {
                throw S3Errors.notEmpty(name);
            }
            S3Store.buckets().delete(tx, name);
            S3Store.notifications(bucket).delete(tx, bucket.id());
            S3Store.crossOrigin(bucket).delete(tx, bucket.id());
            tx.delete(S3Store.ownedBuckets(context.account()).plus(name));
        });
    }

    BucketRecord encrypt(String name, boolean encrypted, CallContext context) {
        return change(name, context, bucket -> bucket.withEncrypted(encrypted));
    }

    BucketRecord policy(String name, @Nullable String policy, CallContext context) {
        if (policy != null) {
            try {
                PolicyParser.parse(policy, PolicyKind.RESOURCE);
            } catch (PolicySyntaxException e) {
                throw AwsException.sender("MalformedPolicy", 400, String.valueOf(e.getMessage()));
            }
        }
        return change(name, context, bucket -> bucket.withPolicy(policy));
    }

    BucketRecord tag(String name, Map<String, String> tags, CallContext context) {
        if (tags.size() > MAXIMUM_TAGS) {
            throw AwsException.sender("BadRequest", 400, "Bucket tag count cannot be greater than " + MAXIMUM_TAGS);
        }
        return change(name, context, bucket -> bucket.withTags(tags));
    }

    private BucketRecord change(String name, CallContext context, UnaryOperator<BucketRecord> change) {
        return store.transact(tx -> {
            BucketRecord changed = change.apply(require(tx, name, context));
            S3Store.buckets().put(tx, name, changed);
            return changed;
        });
    }

    private static List<String> owned(Reader reader, String account) {
        var parent = S3Store.ownedBuckets(account);
        return reader.scan(Scan.of(KeyRange.under(parent)).limit(MAXIMUM_BUCKETS + 1)).entries().stream()
                .map(entry -> entry.key().partsAfter(parent).text())
                .toList();
    }
}
