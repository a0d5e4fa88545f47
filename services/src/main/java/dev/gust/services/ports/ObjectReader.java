package dev.gust.services.ports;

import dev.gust.wire.http.Payload;
import org.jspecify.annotations.Nullable;

/** Reads objects for other services, such as code that lies in a bucket. Implemented by S3. */
public interface ObjectReader {
    /** The object as the account sees it; the version is null for the newest. */
    Answer read(String account, String region, String bucket, String key, @Nullable String version);

    /** What became of it. */
    sealed interface Answer {
        /** Its bytes, to be read once. */
        record Found(Payload content) implements Answer {}

        /** S3's error code and message: {@code NoSuchKey}, {@code NoSuchBucket}, {@code AccessDenied}. */
        record Missing(String code, String message) implements Answer {}
    }
}
