package dev.gust.services.ports.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How rates and single times are written. */
final class ScheduleGrammar {
    static final Pattern CALL = Pattern.compile("(rate|cron|at)\\(([^()]*)\\)");
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8}) (minute|minutes|hour|hours|day|days)");
    private static final Map<String, Duration> UNITS =
            Map.of("minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));

    private ScheduleGrammar() {}

    /** One of a unit is singular and more are plural, or AWS refuses it. */
    static Optional<ScheduleExpression> rate(String argument) {
        Matcher matcher = RATE.matcher(argument);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(matcher.group(1));
        String unit = matcher.group(2);
        boolean plural = unit.endsWith("s");
        Duration length = UNITS.get(plural ? unit.substring(0, unit.length() - 1) : unit);
        if (length == null || plural == (count == 1)) {
            return Optional.empty();
        }
        return Optional.of(new ScheduleExpression.Rate(length.multipliedBy(count)));
    }

    static Optional<ScheduleExpression> at(String argument, ZoneId zone) {
        try {
            return Optional.of(new ScheduleExpression.At(
                    LocalDateTime.parse(argument).atZone(zone).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
