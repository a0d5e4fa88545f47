package dev.gust.services.delivery;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.storage.Transaction;
import dev.gust.storage.outbox.Outbox;
import dev.gust.storage.outbox.Pending;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Writes deliveries into the committing transaction, and tells the router once they are durable. */
final class DeliveryOutbox implements EventOutbox {
    private final Outbox<DeliveryRecord> store;
    private final Clock clock;
    private final Ids ids;
    private final Predicate<String> knownServices;
    private final Consumer<Pending> announce;

    DeliveryOutbox(
            Outbox<DeliveryRecord> store,
            Clock clock,
            Ids ids,
            Predicate<String> knownServices,
            Consumer<Pending> announce) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.knownServices = knownServices;
        this.announce = announce;
    }

    @Override
    public void publish(Transaction transaction, Delivery delivery) {
        Instant now = clock.instant();
        // The event's own id may go to several targets: each delivery has one of its own.
        Pending pending = new Pending(delivery.target().toString(), now.toEpochMilli(), ids.uuid());
        store.add(
                transaction,
                pending,
                new DeliveryRecord(delivery, now, 0, 0, null),
                delivery.event().body());
        transaction.afterCommit(version -> announce.accept(pending));
    }

    @Override
    public boolean canReach(Arn target) {
        return knownServices.test(target.service());
    }
}
