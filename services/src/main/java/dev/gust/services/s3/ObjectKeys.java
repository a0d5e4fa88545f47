package dev.gust.services.s3;

import dev.gust.wire.operation.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What buckets and objects may be called. */
final class ObjectKeys {
    static final int MAXIMUM_BYTES = 1024;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private ObjectKeys() {}

    static void checkBucketName(String name) {
        boolean valid = BUCKET.matcher(name).matches()
                && !name.contains("..")
                && !ADDRESS.matcher(name).matches()
                && !name.startsWith("xn--")
                && !name.endsWith("-s3alias");
        if (!valid) {
            throw S3Errors.invalidBucketName(name);
        }
    }

    /** @throws AwsException when the key is longer than S3 takes */
    static void check(String key) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAXIMUM_BYTES) {
            throw S3Errors.keyTooLong(length);
        }
    }
}
