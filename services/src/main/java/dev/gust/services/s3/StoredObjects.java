package dev.gust.services.s3;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.TrailerSource;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes, reads and removes objects. */
final class StoredObjects {
    private static final long MAXIMUM_SIZE = 5L * 1024 * 1024 * 1024;

    private static final String TRAILING_CHECKSUM = "x-amz-checksum-";

    private final OrderedStore store;
    private final BlobStore blobs;
    private final AtRest encryption;
    private final Notifications notifications;
    private final Clock clock;
    private final Ids ids;

    StoredObjects(
            OrderedStore store, BlobStore blobs, AtRest encryption, Notifications notifications, Clock clock, Ids ids) {
        this.store = store;
        this.blobs = blobs;
        this.encryption = encryption;
        this.notifications = notifications;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A body and what its sender says of it.
     *
     * @param checksums that the caller gave, by algorithm
     * @param announced the algorithm that a trailer will name
     */
    record Content(
            Payload body,
            @Nullable String contentMd5,
            Map<String, String> checksums,
            @Nullable String announced) {
        static Content of(Payload body) {
            return new Content(body, null, Map.of(), null);
        }
    }

    /**
     * What is to be written.
     *
     * @param conditions what has to hold of the object that is there
     */
    record Upload(
            String key,
            Content content,
            boolean encrypted,
            Map<String, String> headers,
            Map<String, String> metadata,
            Conditions.OfWrite conditions,
            String event) {}

    ObjectRecord put(BucketRecord bucket, Upload upload, CallContext context) {
        ObjectKeys.check(upload.key());
        Received received = receive(upload.content(), upload.encrypted() || bucket.encrypted());
        ObjectRecord object = new ObjectRecord(
                List.of(received.part()),
                null,
                received.part().size(),
                received.md5(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                upload.headers(),
                upload.metadata(),
                received.checksums());
        store.write(tx -> commit(tx, bucket, upload, object, context));
        return object;
    }

    /** What a body turned out to be. Nothing holds its blob yet. */
    record Received(ObjectPart part, String md5, Map<String, String> checksums) {}

    /** Takes a body to its end, and only then believes it. */
    Received receive(Content content, boolean encrypted) {
        String seed = encrypted ? ids.mixed(32) : null;
        try (InputStream in = content.body().open();
                Checksums checksums = new Checksums(new Limited(in))) {
            content.checksums().keySet().forEach(algorithm -> require(checksums, algorithm));
            if (content.announced() != null && !content.checksums().containsKey(content.announced())) {
                require(checksums, content.announced());
            }
            if (in instanceof TrailerSource source) {
                source.announced().stream()
                        .filter(name -> name.startsWith(TRAILING_CHECKSUM))
                        .map(StoredObjects::algorithm)
                        .filter(algorithm -> !checksums.reckons(algorithm))
                        .forEach(algorithm -> require(checksums, algorithm));
            }
            Blob blob = blobs.write(seed == null ? checksums : encryption.encrypting(checksums, seed));
            byte[] md5 = checksums.md5();
            Map<String, String> values = checksums.values();
            verify(content, in, md5, values);
            return new Received(new ObjectPart(blob, checksums.count(), seed), Checksums.hex(md5), values);
        } catch (IOException e) {
            throw AwsException.sender(
                    "IncompleteBody", 400, "The request body terminated unexpectedly: " + e.getMessage());
        }
    }

    /** By the name that the API has for it. */
    private static String algorithm(String trailer) {
        return trailer.substring(TRAILING_CHECKSUM.length()).toUpperCase(Locale.ROOT);
    }

    private static void require(Checksums checksums, String algorithm) {
        if (!checksums.add(algorithm)) {
            throw NotImplementedException.feature("S3", "the checksum algorithm " + algorithm);
        }
    }

    /** The body has ended, so that its trailers are known. */
    private static void verify(Content upload, InputStream body, byte[] md5, Map<String, String> values) {
        if (upload.contentMd5() != null) {
            byte[] given = decodedMd5(upload.contentMd5());
            if (!MessageDigest.isEqual(given, md5)) {
                throw S3Errors.badDigest("Content-MD5");
            }
        }
        Map<String, String> given = new LinkedHashMap<>(upload.checksums());
        if (body instanceof TrailerSource source) {
            for (HttpHeaders.Line line : source.trailers().lines()) {
                String name = line.name().toLowerCase(Locale.ROOT);
                if (name.startsWith(TRAILING_CHECKSUM)) {
                    given.put(algorithm(name), line.value().strip());
                }
            }
        }
        given.forEach((algorithm, value) -> {
            String reckoned = values.get(algorithm);
            if (reckoned != null && !reckoned.equals(value)) {
                throw S3Errors.badDigest(algorithm);
            }
        });
    }

    private static byte[] decodedMd5(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == 16) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidDigest();
        }
        throw S3Errors.invalidDigest();
    }

    /** Puts the object in its place; its blobs are kept, or kept from now on. */
    void commit(Transaction tx, BucketRecord bucket, Upload upload, ObjectRecord object, CallContext context) {
        // The bucket may have gone, or been made anew, while the body came in.
        BucketRecord now = Buckets.require(tx, bucket.name(), context);
        if (!now.id().equals(bucket.id())) {
            throw S3Errors.noBucket(bucket.name());
        }
        Optional<ObjectRecord> before = S3Store.object(tx, bucket, upload.key());
        upload.conditions().check(before, upload.key());
        if (object.uploadId() == null) {
            object.parts().forEach(part -> blobs.keep(tx, part.blob()));
        }
        before.ifPresent(old -> release(tx, old.parts()));
        tx.put(S3Store.objects(bucket).plus(upload.key()), ObjectRecord.CODEC, object);
        notifications.publish(
                tx, bucket, new Notifications.Change(upload.event(), upload.key(), Optional.of(object), context));
    }

    void keep(Transaction tx, ObjectPart part) {
        blobs.keep(tx, part.blob());
    }

    void release(Transaction tx, List<ObjectPart> parts) {
        parts.forEach(part -> blobs.release(tx, part.blob()));
    }

    ObjectRecord get(BucketRecord bucket, String key) {
        return store.read(reader -> S3Store.object(reader, bucket, key)).orElseThrow(() -> S3Errors.noKey(key));
    }

    /** The content, or part of it, as it is read from disk. */
    Payload content(ObjectRecord object, ByteRange range) {
        List<Supplier<InputStream>> streams = new ArrayList<>();
        long start = 0;
        for (ObjectPart part : object.parts()) {
            long from = Math.max(range.offset(), start);
            long to = Math.min(range.offset() + range.length(), start + part.size());
            if (from < to) {
                ByteRange within = new ByteRange(from - start, to - from);
                streams.add(() -> open(part, within));
            }
            start += part.size();
        }
        InputStream stream = streams.size() == 1 ? streams.getFirst().get() : new PartsStream(streams);
        // What is smaller lies in the store, which checks its own blocks.
        boolean checks = range.length() == object.size() && object.size() > BlobStore.INLINE_LIMIT;
        return new Payload.Stream(
                checks ? VerifiedContent.of(object, stream) : stream, OptionalLong.of(range.length()));
    }

    private InputStream open(ObjectPart part, ByteRange range) {
        if (part.seed() == null) {
            return blobs.read(part.blob(), range.offset(), range.length());
        }
        long start = AtRest.blockStart(range.offset());
        long lead = range.offset() - start;
        InputStream blob = blobs.read(part.blob(), start, lead + range.length());
        InputStream plain = encryption.decrypting(blob, part.seed(), range.offset());
        try {
            plain.skipNBytes(lead);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a blob", e);
        }
        return plain;
    }

    /** Deleting what is not there succeeds. */
    void delete(BucketRecord bucket, String key, Conditions.OfWrite conditions, CallContext context) {
        store.write(tx -> {
            Optional<ObjectRecord> before = S3Store.object(tx, bucket, key);
            conditions.check(before, key);
            if (before.isEmpty()) {
                return;
            }
            release(tx, before.get().parts());
            tx.delete(S3Store.objects(bucket).plus(key));
            notifications.publish(
                    tx, bucket, new Notifications.Change("ObjectRemoved:Delete", key, Optional.empty(), context));
        });
    }

    /** Ends a body that is longer than any object may be. */
    private static final class Limited extends FilterInputStream {
        private long left = MAXIMUM_SIZE;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw S3Errors.entityTooLarge(MAXIMUM_SIZE);
            }
            return read;
        }
    }
}
