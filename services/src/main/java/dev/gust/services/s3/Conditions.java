package dev.gust.services.s3;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditional headers of reads and writes. */
final class Conditions {
    private Conditions() {}

    /** What has to hold of the object that a write replaces or removes. */
    record OfWrite(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        static final OfWrite NONE = new OfWrite(null, null);

        void check(Optional<ObjectRecord> before, String key) {
            if (ifNoneMatch != null && before.isPresent()) {
                throw S3Errors.preconditionFailed("If-None-Match");
            }
            if (ifMatch != null) {
                ObjectRecord there = before.orElseThrow(() -> S3Errors.noKey(key));
                if (!matches(ifMatch, there)) {
                    throw S3Errors.preconditionFailed("If-Match");
                }
            }
        }
    }

    /** What has to hold of the object that is read. */
    record OfRead(
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            @Nullable Instant ifModifiedSince,
            @Nullable Instant ifUnmodifiedSince) {
        /** An ETag that matches outweighs a time that does not, and the other way round, as HTTP has it. */
        void check(ObjectRecord object) {
            if (ifMatch != null) {
                if (!matches(ifMatch, object)) {
                    throw S3Errors.preconditionFailed("If-Match");
                }
            } else if (ifUnmodifiedSince != null && object.lastModified().isAfter(ifUnmodifiedSince)) {
                throw S3Errors.preconditionFailed("If-Unmodified-Since");
            }
            if (ifNoneMatch != null) {
                if (matches(ifNoneMatch, object)) {
                    throw S3Errors.notModified();
                }
            } else if (ifModifiedSince != null && !object.lastModified().isAfter(ifModifiedSince)) {
                throw S3Errors.notModified();
            }
        }
    }

    private static boolean matches(String header, ObjectRecord object) {
        for (String each : header.split(",")) {
            String tag = each.strip();
            if (tag.equals("*") || tag.equals(object.eTag()) || tag.equals(object.quotedETag())) {
                return true;
            }
        }
        return false;
    }
}
