package dev.gust.services.logs;

import dev.gust.base.time.Clock;
import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import dev.gust.storage.segments.SegmentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the room of events that are past their group's retention, or whose group is deleted. Only such groups are listed
 * here, by the id under which their events lie.
 */
final class LogRetention {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    /** What other servers may still write into a deleted group, as they remember it for a moment. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(5);

    private static final Key LISTED = Key.of("gust", "logs", "kept");

    /** Kept for so many days; deleted at a time where there is one. */
    private record Rule(long days, @Nullable Instant deleted) {}

    private static final Codec<Rule> RULE = Codec.of(
            4,
            1,
            (out, rule) -> out.number(rule.days()).optionalInstant(rule.deleted()),
            in -> new Rule(in.number(), in.optionalInstant()));

    private final OrderedStore store;
    private final SegmentStore telemetry;
    private final Clock clock;
    private Instant nextLook;

    LogRetention(OrderedStore store, SegmentStore telemetry, Clock clock) {
        this.store = store;
        this.telemetry = telemetry;
        this.clock = clock;
        this.nextLook = clock.instant().plus(BETWEEN_LOOKS);
    }

    /** The group keeps its events for so many days; null for ever. */
    static void keep(Transaction tx, LogGroupRecord group, @Nullable Integer days) {
        if (days == null) {
            tx.delete(LISTED.plus(group.id()));
        } else {
            tx.put(LISTED.plus(group.id()), RULE, new Rule(days, null));
        }
    }

    static void deleted(Transaction tx, LogGroupRecord group, Instant now) {
        tx.put(LISTED.plus(group.id()), RULE, new Rule(0, now));
    }

    /** Looks after it now and then. */
    void tick() {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(BETWEEN_LOOKS);
        reclaim(now);
    }

    void reclaim(Instant now) {
        Map<String, Rule> rules = rules();
        if (rules.isEmpty()) {
            return;
        }
        Set<String> left = telemetry.reclaim(stream -> Optional.ofNullable(rules.get(stream))
                .map(rule -> rule.deleted() == null
                        ? now.minus(Duration.ofDays(rule.days()))
                        : Instant.ofEpochMilli(Long.MAX_VALUE)));
        Set<String> done = new HashSet<>();
        rules.forEach((id, rule) -> {
            Instant deleted = rule.deleted();
            if (deleted != null && deleted.plus(AFTERWARDS).isBefore(now) && !left.contains(id)) {
                done.add(id);
            }
        });
        if (!done.isEmpty()) {
            store.write(tx -> done.forEach(id -> tx.delete(LISTED.plus(id))));
        }
    }

    private Map<String, Rule> rules() {
        return store.read(snapshot -> {
            Map<String, Rule> rules = new HashMap<>();
            Page page = snapshot.scan(Scan.under(LISTED));
            while (true) {
                for (Entry entry : page.entries()) {
                    rules.put(entry.key().partsAfter(LISTED).text(), RULE.decode(entry.value()));
                }
                Optional<KeyRange> rest = page.rest();
                if (rest.isEmpty()) {
                    return rules;
                }
                page = snapshot.scan(Scan.of(rest.get()));
            }
        });
    }
}
