package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.util.List;

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

    /** The retries in force: the publisher's, unless the target has settings of its own, as functions do. */
    default RetryPolicy retries(Arn target, RetryPolicy asked) {
        return asked;
    }

    /**
     * What follows from the end of a delivery; committed together with it. By default the publisher's dead letter; a target
     * that keeps destinations of its own sends to those.
     */
    default List<Delivery> settled(Delivery delivery, Settlement settlement) {
        return DeadLetters.of(delivery, settlement);
    }
}
