package dev.gust.services.ports;

import dev.gust.base.Arn;
import dev.gust.storage.Transaction;

/**
 * Where a service leaves the events that its changes cause. An event is written in the same commit as the fact that
 * caused it; from then on it survives the process and reaches its target at least once, or its dead-letter target.
 * Implemented by the delivery router.
 */
public interface EventOutbox {
    void publish(Transaction transaction, Delivery delivery);

    /**
     * Whether anything takes events for this ARN. Whoever configures a target asks this, and refuses by name what is not
     * built yet, so that no event is accepted that could never arrive.
     */
    boolean canReach(Arn target);
}
