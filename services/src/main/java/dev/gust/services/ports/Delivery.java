package dev.gust.services.ports;

import dev.gust.base.Arn;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to reach a target.
 *
 * @param deadLetter where the event goes when the target cannot have it; it is lost to nobody but the log without one
 */
public record Delivery(
        Arn target,
        Event event,
        RetryPolicy retries,
        @Nullable Arn deadLetter) {
    public static Delivery of(Arn target, Event event, RetryPolicy retries) {
        return new Delivery(target, event, retries, null);
    }
}
