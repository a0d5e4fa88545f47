package dev.gust.services.events;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.storage.Codec;
import dev.gust.storage.Transaction;
import dev.gust.storage.timers.Timer;
import dev.gust.storage.timers.TimerHandler;
import dev.gust.storage.timers.Timers;
import java.time.Instant;
import java.util.Optional;

/**
 * Rules that are due by the clock. Each has one durable timer; the tick's events and the next timer are one commit, so no tick
 * is lost or sent twice by a crash. Ticks that were missed while nobody was there are one late tick.
 */
final class RuleSchedules implements TimerHandler {
    static final String OWNER = "events";

    private record Named(Place place, String rule) {
        static final Codec<Named> CODEC = Codec.of(
                4,
                1,
                (out, named) -> out.text(named.place.account())
                        .text(named.place.region())
                        .text(named.place.bus())
                        .text(named.rule),
                in -> new Named(new Place(in.text(), in.text(), in.text()), in.text()));
    }

    private final Timers timers;
    private final RuleTargets targets;
    private final Clock clock;
    private final Ids ids;

    RuleSchedules(Timers timers, RuleTargets targets, Clock clock, Ids ids) {
        this.timers = timers;
        this.targets = targets;
        this.clock = clock;
        this.ids = ids;
    }

    /** Sets the rule's next tick, or none. */
    void arrange(Transaction tx, Place place, RuleRecord rule) {
        set(tx, place, rule, clock.instant());
    }

    void forget(Transaction tx, RuleRecord rule) {
        timers.cancel(tx, OWNER, rule.id());
    }

    @Override
    public void fire(Transaction tx, Timer timer) {
        Named named = Named.CODEC.decode(timer.payload());
        Optional<RuleRecord> found = EventsStore.rules(named.place())
                .get(tx, named.rule())
                .filter(rule -> rule.id().equals(timer.id()) && rule.enabled() && rule.schedule() != null);
        if (found.isEmpty()) {
            return;
        }
        RuleRecord rule = found.get();
        targets.publish(
                tx,
                named.place(),
                rule,
                EventMessage.scheduled(ids.uuid(), named.place(), rule.name(), timer.due()),
                null);
        Instant now = clock.instant();
        set(tx, named.place(), rule, now.isAfter(timer.due()) ? now : timer.due());
    }

    private void set(Transaction tx, Place place, RuleRecord rule, Instant after) {
        Optional<Instant> due = rule.dueAfter(after);
        if (due.isPresent()) {
            timers.set(tx, OWNER, rule.id(), due.get(), Named.CODEC.encode(new Named(place, rule.name())));
        } else {
            forget(tx, rule);
        }
    }
}
