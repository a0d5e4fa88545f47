package dev.gust.services.events;

import dev.gust.services.ports.schedule.ScheduleExpression;
import dev.gust.storage.Codec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param id names its targets and its timer; never used again
 * @param countedFrom when the schedule began: what a rate counts from
 */
record RuleRecord(
        String id,
        String name,
        @Nullable String description,
        boolean enabled,
        @Nullable String schedule,
        @Nullable String pattern,
        Instant countedFrom,
        Map<String, String> tags) {
    static final Codec<RuleRecord> CODEC = Codec.of(
            1,
            1,
            (out, rule) -> out.text(rule.id)
                    .text(rule.name)
                    .optionalText(rule.description)
                    .bool(rule.enabled)
                    .optionalText(rule.schedule)
                    .optionalText(rule.pattern)
                    .instant(rule.countedFrom)
                    .texts(rule.tags),
            in -> new RuleRecord(
                    in.text(),
                    in.text(),
                    in.optionalText(),
                    in.bool(),
                    in.optionalText(),
                    in.optionalText(),
                    in.instant(),
                    in.textMap()));

    RuleRecord {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** When the schedule is due first after this time, if the rule has one and is enabled. */
    Optional<Instant> dueAfter(Instant time) {
        return enabled && schedule != null
                ? expression(schedule).flatMap(expression -> expression.next(countedFrom, time))
                : Optional.empty();
    }

    RuleRecord withTags(Map<String, String> changed) {
        return new RuleRecord(id, name, description, enabled, schedule, pattern, countedFrom, changed);
    }

    /** The same, switched on or off; a rate counts from when it was switched on. */
    RuleRecord switched(boolean on, Instant now) {
        return new RuleRecord(id, name, description, on, schedule, pattern, on && !enabled ? now : countedFrom, tags);
    }

    /** A schedule as rules may have it: a rate or a calendar in universal time. */
    static Optional<ScheduleExpression> expression(String text) {
        return ScheduleExpression.parse(text, ZoneOffset.UTC).filter(expression -> switch (expression) {
            case ScheduleExpression.Rate _, ScheduleExpression.Cron _ -> true;
            case ScheduleExpression.At _ -> false;
        });
    }
}
