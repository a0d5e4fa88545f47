package dev.gust.services.ports;

import dev.gust.base.Arn;

/**
 * Something an event can be delivered to. A service registers one for the ARNs it owns; only the delivery router
 * calls it, so that retries, back-off and dead letters are written once.
 */
public interface EventTarget {
    /** The service part of the ARNs this target takes, such as {@code lambda} or {@code sqs}. */
    String service();

    /**
     * Delivers and waits until the target has made the event durable (or, for a function, has run). May be called
     * again with the same event id after a crash.
     */
    DeliveryResult deliver(Arn target, Event event);
}
