package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to a target.
 *
 * @param id the same on every attempt
 * @param body what the target receives
 * @param caller the service principal that sends it, such as {@code s3.amazonaws.com}
 * @param sourceArn the resource that caused it
 * @param attributes what only some targets understand (a message group, a content type), by the target's names
 */
@SuppressWarnings("ArrayRecordComponent")
public record Event(
        String id,
        byte[] body,
        String caller,
        @Nullable Arn sourceArn,
        @Nullable String traceHeader,
        Map<String, String> attributes) {
    /** The attribute that names the role under which the caller sends, where a role rather than the target's policy permits it. */
    public static final String ROLE = "roleArn";

    /** The attribute that names the object to write, where the target is a bucket. */
    public static final String OBJECT_KEY = "objectKey";

    public Event {
        attributes = Map.copyOf(attributes);
    }
}
