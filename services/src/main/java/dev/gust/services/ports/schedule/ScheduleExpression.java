package dev.gust.services.ports.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;

/** A schedule as rules and schedules write it. */
public sealed interface ScheduleExpression {
    /** The first time after {@code after}, if there is one; {@code start} is what a rate counts from. */
    Optional<Instant> next(Instant start, Instant after);

    /** Every so often, counted from the start. */
    record Rate(Duration every) implements ScheduleExpression {
        @Override
        public Optional<Instant> next(Instant start, Instant after) {
            if (after.isBefore(start)) {
                return Optional.of(start.plus(every));
            }
            long passed = Duration.between(start, after).dividedBy(every);
            return Optional.of(start.plus(every.multipliedBy(passed + 1)));
        }
    }

    /** At the times of a calendar. */
    record Cron(CronCalendar calendar, ZoneId zone) implements ScheduleExpression {
        @Override
        public Optional<Instant> next(Instant start, Instant after) {
            return calendar.next(after, zone);
        }
    }

    /** Once. */
    record At(Instant time) implements ScheduleExpression {
        @Override
        public Optional<Instant> next(Instant start, Instant after) {
            return time.isAfter(after) ? Optional.of(time) : Optional.empty();
        }
    }

    /** Reads an expression; nothing when it is none. */
    static Optional<ScheduleExpression> parse(String text, ZoneId zone) {
        Matcher matcher = ScheduleGrammar.CALL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String argument = matcher.group(2).strip();
        return switch (matcher.group(1)) {
            case "rate" -> ScheduleGrammar.rate(argument);
            case "cron" -> CronCalendar.parse(argument).map(calendar -> new Cron(calendar, zone));
            case "at" -> ScheduleGrammar.at(argument, zone);
            default -> Optional.empty();
        };
    }
}
