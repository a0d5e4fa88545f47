package dev.gust.services.s3;

import dev.gust.wire.operation.NotImplementedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where a copy comes from: {@code bucket/key}, percent-encoded, with or without a slash before it. */
record CopySource(String bucket, String key) {
    static CopySource parse(String header) {
        String text = header.startsWith("/") ? header.substring(1) : header;
        int question = text.indexOf("?versionId=");
        if (question >= 0) {
            throw NotImplementedException.feature("S3", "the version of a copy's source");
        }
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw S3Errors.invalidArgument(
                    "x-amz-copy-source",
                    header,
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        return new CopySource(decoded(text.substring(0, slash)), decoded(text.substring(slash + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument(
                    "x-amz-copy-source", text, "The copy source is not correctly percent-encoded");
        }
    }
}
