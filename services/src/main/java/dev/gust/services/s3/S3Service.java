package dev.gust.services.s3;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.CrossOriginRules;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.ObjectReader;
import dev.gust.services.ports.records.Supported;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.BlobStore;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.s3.AbortMultipartUploadOutput;
import dev.gust.wire.model.s3.AbortMultipartUploadRequest;
import dev.gust.wire.model.s3.Bucket;
import dev.gust.wire.model.s3.CORSRule;
import dev.gust.wire.model.s3.CompleteMultipartUploadOutput;
import dev.gust.wire.model.s3.CompleteMultipartUploadRequest;
import dev.gust.wire.model.s3.CopyObjectOutput;
import dev.gust.wire.model.s3.CopyObjectRequest;
import dev.gust.wire.model.s3.CreateBucketConfiguration;
import dev.gust.wire.model.s3.CreateBucketOutput;
import dev.gust.wire.model.s3.CreateBucketRequest;
import dev.gust.wire.model.s3.CreateMultipartUploadOutput;
import dev.gust.wire.model.s3.CreateMultipartUploadRequest;
import dev.gust.wire.model.s3.DeleteBucketCorsOutput;
import dev.gust.wire.model.s3.DeleteBucketCorsRequest;
import dev.gust.wire.model.s3.DeleteBucketEncryptionOutput;
import dev.gust.wire.model.s3.DeleteBucketEncryptionRequest;
import dev.gust.wire.model.s3.DeleteBucketOutput;
import dev.gust.wire.model.s3.DeleteBucketPolicyOutput;
import dev.gust.wire.model.s3.DeleteBucketPolicyRequest;
import dev.gust.wire.model.s3.DeleteBucketRequest;
import dev.gust.wire.model.s3.DeleteBucketTaggingOutput;
import dev.gust.wire.model.s3.DeleteBucketTaggingRequest;
import dev.gust.wire.model.s3.DeleteObjectOutput;
import dev.gust.wire.model.s3.DeleteObjectRequest;
import dev.gust.wire.model.s3.DeleteObjectsOutput;
import dev.gust.wire.model.s3.DeleteObjectsRequest;
import dev.gust.wire.model.s3.GetBucketCorsOutput;
import dev.gust.wire.model.s3.GetBucketCorsRequest;
import dev.gust.wire.model.s3.GetBucketEncryptionOutput;
import dev.gust.wire.model.s3.GetBucketEncryptionRequest;
import dev.gust.wire.model.s3.GetBucketLocationOutput;
import dev.gust.wire.model.s3.GetBucketLocationRequest;
import dev.gust.wire.model.s3.GetBucketNotificationConfigurationRequest;
import dev.gust.wire.model.s3.GetBucketPolicyOutput;
import dev.gust.wire.model.s3.GetBucketPolicyRequest;
import dev.gust.wire.model.s3.GetBucketTaggingOutput;
import dev.gust.wire.model.s3.GetBucketTaggingRequest;
import dev.gust.wire.model.s3.GetBucketVersioningOutput;
import dev.gust.wire.model.s3.GetBucketVersioningRequest;
import dev.gust.wire.model.s3.GetObjectOutput;
import dev.gust.wire.model.s3.GetObjectRequest;
import dev.gust.wire.model.s3.HeadBucketOutput;
import dev.gust.wire.model.s3.HeadBucketRequest;
import dev.gust.wire.model.s3.HeadObjectOutput;
import dev.gust.wire.model.s3.HeadObjectRequest;
import dev.gust.wire.model.s3.ListBucketsOutput;
import dev.gust.wire.model.s3.ListBucketsRequest;
import dev.gust.wire.model.s3.ListMultipartUploadsOutput;
import dev.gust.wire.model.s3.ListMultipartUploadsRequest;
import dev.gust.wire.model.s3.ListObjectsOutput;
import dev.gust.wire.model.s3.ListObjectsRequest;
import dev.gust.wire.model.s3.ListObjectsV2Output;
import dev.gust.wire.model.s3.ListObjectsV2Request;
import dev.gust.wire.model.s3.ListPartsOutput;
import dev.gust.wire.model.s3.ListPartsRequest;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.model.s3.Owner;
import dev.gust.wire.model.s3.PutBucketCorsOutput;
import dev.gust.wire.model.s3.PutBucketCorsRequest;
import dev.gust.wire.model.s3.PutBucketEncryptionOutput;
import dev.gust.wire.model.s3.PutBucketEncryptionRequest;
import dev.gust.wire.model.s3.PutBucketNotificationConfigurationOutput;
import dev.gust.wire.model.s3.PutBucketNotificationConfigurationRequest;
import dev.gust.wire.model.s3.PutBucketPolicyOutput;
import dev.gust.wire.model.s3.PutBucketPolicyRequest;
import dev.gust.wire.model.s3.PutBucketTaggingOutput;
import dev.gust.wire.model.s3.PutBucketTaggingRequest;
import dev.gust.wire.model.s3.PutObjectOutput;
import dev.gust.wire.model.s3.PutObjectRequest;
import dev.gust.wire.model.s3.S3;
import dev.gust.wire.model.s3.Tag;
import dev.gust.wire.model.s3.UploadPartCopyOutput;
import dev.gust.wire.model.s3.UploadPartCopyRequest;
import dev.gust.wire.model.s3.UploadPartOutput;
import dev.gust.wire.model.s3.UploadPartRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** S3, operation by operation. */
public final class S3Service implements S3 {
    private static final String SERVICE = "S3";

    private final Buckets buckets;
    private final ObjectReader reader;
    private final StoredObjects objects;
    private final CrossOrigin crossOrigin;
    private final Notifications notifications;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final ObjectLists lists;
    private final Uploads uploads;
    private final EventTarget eventTarget;

    public S3Service(OrderedStore store, BlobStore blobs, EventOutbox outbox, Clock clock, Randomness randomness) {
        Ids ids = new Ids(randomness);
        this.buckets = new Buckets(store, clock, ids);
        this.notifications = new Notifications(store, outbox, clock, ids);
        this.objects = new StoredObjects(store, blobs, new AtRest(store, randomness), notifications, clock, ids);
        this.crossOrigin = new CrossOrigin(store);
        this.reads = new ObjectReads(objects);
        this.writes = new ObjectWrites(objects);
        this.lists = new ObjectLists(store);
        this.uploads = new Uploads(store, objects, clock, ids);
        this.reader = new BucketReader(store, objects);
        this.eventTarget = new BucketTarget(store, objects, clock);
    }

    /** Objects, for services that read code or templates from a bucket. */
    public ObjectReader reader() {
        return reader;
    }

    /** Buckets as destinations, for the delivery router. */
    public EventTarget eventTarget() {
        return eventTarget;
    }

    /** Which pages of other sites may use a bucket, for the gateway. */
    public CrossOriginRules crossOriginRules() {
        return crossOrigin;
    }

    /** The types that templates may use. */
    public List<ResourceHandler> resources() {
        return List.of(
                new BucketHandler(buckets, notifications, crossOrigin, uploads), new BucketPolicyHandler(buckets));
    }

    @Override
    public CreateBucketOutput createBucket(CreateBucketRequest input, CallContext context) {
        Supported.only(SERVICE, input, Set.of("Bucket", "CreateBucketConfiguration", "ACL", "ObjectOwnership"));
        checkPrivate(input.acl());
        CreateBucketConfiguration configuration = input.createBucketConfiguration();
        String region = context.region();
        if (configuration != null) {
            Supported.only(SERVICE, configuration, Set.of("LocationConstraint", "Tags"));
            if (configuration.locationConstraint() != null) {
                region = configuration.locationConstraint().equals("EU")
                        ? "eu-west-1"
                        : configuration.locationConstraint();
            }
        }
        BucketRecord bucket = buckets.create(input.bucket(), region, context);
        if (configuration != null && !configuration.tags().isEmpty()) {
            buckets.tag(bucket.name(), tags(configuration.tags()), context);
        }
        return new CreateBucketOutput("/" + bucket.name(), "arn:aws:s3:::" + bucket.name());
    }

    @Override
    public HeadBucketOutput headBucket(HeadBucketRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        return HeadBucketOutput.builder()
                .bucketArn("arn:aws:s3:::" + bucket.name())
                .bucketRegion(bucket.region())
                .build();
    }

    @Override
    public GetBucketLocationOutput getBucketLocation(GetBucketLocationRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        return new GetBucketLocationOutput(bucket.region().equals("us-east-1") ? null : bucket.region());
    }

    @Override
    public ListBucketsOutput listBuckets(ListBucketsRequest input, CallContext context) {
        Supported.only(SERVICE, input, Set.of("Prefix"));
        String prefix = Objects.requireNonNullElse(input.prefix(), "");
        List<Bucket> found = buckets.list(context).stream()
                .filter(bucket -> bucket.name().startsWith(prefix))
                .map(bucket ->
                        new Bucket(bucket.name(), bucket.created(), bucket.region(), "arn:aws:s3:::" + bucket.name()))
                .toList();
        return new ListBucketsOutput(found, new Owner(null, context.account()), null, input.prefix());
    }

    @Override
    public DeleteBucketOutput deleteBucket(DeleteBucketRequest input, CallContext context) {
        uploads.abortAll(bucket(input.bucket(), input.expectedBucketOwner(), context));
        buckets.delete(input.bucket(), context);
        return new DeleteBucketOutput();
    }

    @Override
    public PutBucketEncryptionOutput putBucketEncryption(PutBucketEncryptionRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        EncryptionRules.check(input.serverSideEncryptionConfiguration());
        buckets.encrypt(input.bucket(), true, context);
        return new PutBucketEncryptionOutput();
    }

    @Override
    public GetBucketEncryptionOutput getBucketEncryption(GetBucketEncryptionRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        if (!bucket.encrypted()) {
            throw S3Errors.absent(
                    "ServerSideEncryptionConfigurationNotFoundError",
                    "The server side encryption configuration was not found",
                    bucket.name());
        }
        return new GetBucketEncryptionOutput(EncryptionRules.aes256());
    }

    @Override
    public DeleteBucketEncryptionOutput deleteBucketEncryption(
            DeleteBucketEncryptionRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        buckets.encrypt(input.bucket(), false, context);
        return new DeleteBucketEncryptionOutput();
    }

    @Override
    public PutBucketPolicyOutput putBucketPolicy(PutBucketPolicyRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        buckets.policy(input.bucket(), input.policy(), context);
        return new PutBucketPolicyOutput();
    }

    @Override
    public GetBucketPolicyOutput getBucketPolicy(GetBucketPolicyRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        if (bucket.policy() == null) {
            throw S3Errors.absent("NoSuchBucketPolicy", "The bucket policy does not exist", bucket.name());
        }
        return new GetBucketPolicyOutput(bucket.policy());
    }

    @Override
    public DeleteBucketPolicyOutput deleteBucketPolicy(DeleteBucketPolicyRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        buckets.policy(input.bucket(), null, context);
        return new DeleteBucketPolicyOutput();
    }

    @Override
    public PutBucketCorsOutput putBucketCors(PutBucketCorsRequest input, CallContext context) {
        crossOrigin.put(
                bucket(input.bucket(), input.expectedBucketOwner(), context),
                input.corsConfiguration().corsRules());
        return new PutBucketCorsOutput();
    }

    @Override
    public GetBucketCorsOutput getBucketCors(GetBucketCorsRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        List<CORSRule> rules = crossOrigin.get(bucket);
        if (rules.isEmpty()) {
            throw S3Errors.absent("NoSuchCORSConfiguration", "The CORS configuration does not exist", bucket.name());
        }
        return new GetBucketCorsOutput(rules);
    }

    @Override
    public DeleteBucketCorsOutput deleteBucketCors(DeleteBucketCorsRequest input, CallContext context) {
        crossOrigin.delete(bucket(input.bucket(), input.expectedBucketOwner(), context));
        return new DeleteBucketCorsOutput();
    }

    @Override
    public PutBucketTaggingOutput putBucketTagging(PutBucketTaggingRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        buckets.tag(input.bucket(), tags(input.tagging().tagSet()), context);
        return new PutBucketTaggingOutput();
    }

    @Override
    public GetBucketTaggingOutput getBucketTagging(GetBucketTaggingRequest input, CallContext context) {
        BucketRecord bucket = bucket(input.bucket(), input.expectedBucketOwner(), context);
        if (bucket.tags().isEmpty()) {
            throw S3Errors.absent("NoSuchTagSet", "The TagSet does not exist", bucket.name());
        }
        List<Tag> tags = new ArrayList<>();
        bucket.tags().forEach((key, value) -> tags.add(new Tag(key, value)));
        return new GetBucketTaggingOutput(tags);
    }

    @Override
    public DeleteBucketTaggingOutput deleteBucketTagging(DeleteBucketTaggingRequest input, CallContext context) {
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        buckets.tag(input.bucket(), Map.of(), context);
        return new DeleteBucketTaggingOutput();
    }

    @Override
    public GetBucketVersioningOutput getBucketVersioning(GetBucketVersioningRequest input, CallContext context) {
        // Versioning has never been turned on, as it cannot be yet; an empty answer says so.
        bucket(input.bucket(), input.expectedBucketOwner(), context);
        return new GetBucketVersioningOutput(null, null);
    }

    @Override
    public PutBucketNotificationConfigurationOutput putBucketNotificationConfiguration(
            PutBucketNotificationConfigurationRequest input, CallContext context) {
        notifications.put(
                bucket(input.bucket(), input.expectedBucketOwner(), context), input.notificationConfiguration());
        return new PutBucketNotificationConfigurationOutput();
    }

    @Override
    public NotificationConfiguration getBucketNotificationConfiguration(
            GetBucketNotificationConfigurationRequest input, CallContext context) {
        return notifications.get(bucket(input.bucket(), input.expectedBucketOwner(), context));
    }

    @Override
    public PutObjectOutput putObject(PutObjectRequest input, CallContext context) {
        return writes.put(bucket(input.bucket(), input.expectedBucketOwner(), context), input, context);
    }

    @Override
    public CopyObjectOutput copyObject(CopyObjectRequest input, CallContext context) {
        BucketRecord target = bucket(input.bucket(), input.expectedBucketOwner(), context);
        CopySource source = CopySource.parse(input.copySource());
        return writes.copy(
                bucket(source.bucket(), input.expectedSourceBucketOwner(), context),
                source.key(),
                target,
                input,
                context);
    }

    @Override
    public GetObjectOutput getObject(GetObjectRequest input, CallContext context) {
        return reads.get(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public HeadObjectOutput headObject(HeadObjectRequest input, CallContext context) {
        return reads.head(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public DeleteObjectOutput deleteObject(DeleteObjectRequest input, CallContext context) {
        Supported.only(SERVICE, input, Set.of("Bucket", "Key", "ExpectedBucketOwner", "IfMatch"));
        objects.delete(
                bucket(input.bucket(), input.expectedBucketOwner(), context),
                input.key(),
                new Conditions.OfWrite(input.ifMatch(), null),
                context);
        return new DeleteObjectOutput(null, null, null);
    }

    @Override
    public DeleteObjectsOutput deleteObjects(DeleteObjectsRequest input, CallContext context) {
        Supported.only(SERVICE, input, Set.of("Bucket", "Delete", "ExpectedBucketOwner", "ChecksumAlgorithm"));
        return writes.deleteAll(bucket(input.bucket(), input.expectedBucketOwner(), context), input.delete(), context);
    }

    @Override
    public ListObjectsV2Output listObjectsV2(ListObjectsV2Request input, CallContext context) {
        return lists.newer(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public ListObjectsOutput listObjects(ListObjectsRequest input, CallContext context) {
        return lists.older(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public CreateMultipartUploadOutput createMultipartUpload(CreateMultipartUploadRequest input, CallContext context) {
        return uploads.create(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public UploadPartOutput uploadPart(UploadPartRequest input, CallContext context) {
        return uploads.part(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public UploadPartCopyOutput uploadPartCopy(UploadPartCopyRequest input, CallContext context) {
        BucketRecord target = bucket(input.bucket(), input.expectedBucketOwner(), context);
        CopySource source = CopySource.parse(input.copySource());
        BucketRecord from = bucket(source.bucket(), input.expectedSourceBucketOwner(), context);
        return uploads.copiedPart(from, source.key(), target, input);
    }

    @Override
    public CompleteMultipartUploadOutput completeMultipartUpload(
            CompleteMultipartUploadRequest input, CallContext context) {
        return uploads.complete(bucket(input.bucket(), input.expectedBucketOwner(), context), input, context);
    }

    @Override
    public AbortMultipartUploadOutput abortMultipartUpload(AbortMultipartUploadRequest input, CallContext context) {
        Supported.only(SERVICE, input, Set.of("Bucket", "Key", "UploadId", "ExpectedBucketOwner"));
        uploads.abort(bucket(input.bucket(), input.expectedBucketOwner(), context), input.key(), input.uploadId());
        return new AbortMultipartUploadOutput(null);
    }

    @Override
    public ListPartsOutput listParts(ListPartsRequest input, CallContext context) {
        return uploads.parts(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    @Override
    public ListMultipartUploadsOutput listMultipartUploads(ListMultipartUploadsRequest input, CallContext context) {
        return uploads.list(bucket(input.bucket(), input.expectedBucketOwner(), context), input);
    }

    private BucketRecord bucket(String name, @Nullable String expectedOwner, CallContext context) {
        BucketRecord bucket = buckets.get(name, context);
        if (expectedOwner != null && !expectedOwner.equals(bucket.account())) {
            throw S3Errors.accessDenied();
        }
        if (!bucket.region().equals(context.region())) {
            throw S3Errors.wrongRegion(bucket.region());
        }
        return bucket;
    }

    static void checkPrivate(@Nullable String acl) {
        if (acl != null && !acl.equals("private") && !acl.equals("bucket-owner-full-control")) {
            throw NotImplementedException.feature(SERVICE, "the canned ACL " + acl);
        }
    }

    private static Map<String, String> tags(List<Tag> list) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : list) {
            if (tags.put(tag.key(), tag.value()) != null) {
                throw AwsException.sender("InvalidTag", 400, "Cannot provide multiple Tags with the same key");
            }
        }
        return tags;
    }
}
