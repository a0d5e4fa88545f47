package dev.gust.services.scheduler;

import dev.gust.services.ports.schedule.ScheduleExpression;
import dev.gust.wire.model.scheduler.GetScheduleOutput;
import dev.gust.wire.model.scheduler.ScheduleState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a schedule is due. */
final class ScheduleTimes {
    private ScheduleTimes() {}

    static ScheduleExpression expression(String text, @Nullable String zone) {
        return ScheduleExpression.parse(text, zone(zone))
                .orElseThrow(() -> SchedulerErrors.invalid("Invalid Schedule Expression " + text + "."));
    }

    private static ZoneId zone(@Nullable String name) {
        if (name == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw SchedulerErrors.invalid("Invalid Schedule Expression Timezone " + name + ".");
        }
    }

    /** The first time after this one, within the schedule's dates and only while it is enabled. */
    static Optional<Instant> dueAfter(GetScheduleOutput schedule, Instant time) {
        if (schedule.state() == ScheduleState.DISABLED) {
            return Optional.empty();
        }
        ScheduleExpression expression = expression(
                Objects.requireNonNull(schedule.scheduleExpression()), schedule.scheduleExpressionTimezone());
        Instant made = Objects.requireNonNull(schedule.lastModificationDate());
        Instant start = schedule.startDate();
        Instant after = start == null || !time.isBefore(start) ? time : start.minusMillis(1);
        Optional<Instant> due = switch (expression) {
            // A start date is the first time of a rate; without one the rate counts from when it was made.
            case ScheduleExpression.Rate rate -> rate.next(start == null ? made : start.minus(rate.every()), after);
            case ScheduleExpression.Cron cron -> cron.next(made, after);
            case ScheduleExpression.At at -> at.next(made, after);
        };
        Instant end = schedule.endDate();
        return due.filter(instant -> end == null || !instant.isAfter(end));
    }
}
