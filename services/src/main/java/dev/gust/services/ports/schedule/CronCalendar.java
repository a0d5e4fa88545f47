package dev.gust.services.ports.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The six fields of AWS's cron: minutes, hours, day of month, month, day of week, year. One of the two day fields is
 * {@code ?}. Times that a change of the clocks skips are passed over; of those that it repeats the first counts.
 */
public final class CronCalendar {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    private final BitSet minutes;
    private final BitSet hours;
    private final CronDays days;
    private final BitSet months;
    private final BitSet years;

    private CronCalendar(BitSet minutes, BitSet hours, CronDays days, BitSet months, BitSet years) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.years = years;
    }

    /** Reads the fields; nothing when they are malformed. */
    public static Optional<CronCalendar> parse(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 6 || fields[2].equals("?") == fields[4].equals("?")) {
            return Optional.empty();
        }
        Optional<BitSet> minutes = CronField.parse(fields[0], 0, 59, List.of());
        Optional<BitSet> hours = CronField.parse(fields[1], 0, 23, List.of());
        Optional<CronDays> days =
                fields[4].equals("?") ? CronDays.parseOfMonth(fields[2]) : CronDays.parseOfWeek(fields[4]);
        Optional<BitSet> months = CronField.parse(fields[3], 1, 12, MONTHS);
        Optional<BitSet> years = CronField.parse(fields[5], FIRST_YEAR, LAST_YEAR, List.of());
        if (minutes.isEmpty() || hours.isEmpty() || days.isEmpty() || months.isEmpty() || years.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CronCalendar(minutes.get(), hours.get(), days.get(), months.get(), years.get()));
    }

    /** The first time after {@code after}, if the years named hold one. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        ZonedDateTime from = after.atZone(zone);
        LocalDate day = from.toLocalDate();
        LocalDateTime earliest = from.toLocalDateTime();
        while (true) {
            Optional<LocalDate> candidate = nextDay(day);
            if (candidate.isEmpty()) {
                return Optional.empty();
            }
            Optional<Instant> found = firstTime(candidate.get(), earliest, after, zone);
            if (found.isPresent()) {
                return found;
            }
            day = candidate.get().plusDays(1);
        }
    }

    private Optional<LocalDate> nextDay(LocalDate from) {
        LocalDate day = from;
        while (day.getYear() <= LAST_YEAR) {
            if (!years.get(day.getYear())) {
                int year = years.nextSetBit(day.getYear());
                if (year < 0) {
                    return Optional.empty();
                }
                day = LocalDate.of(year, 1, 1);
            } else if (!months.get(day.getMonthValue())) {
                int month = months.nextSetBit(day.getMonthValue());
                day = month < 0 ? LocalDate.of(day.getYear() + 1, 1, 1) : LocalDate.of(day.getYear(), month, 1);
            } else if (days.includes(day)) {
                return Optional.of(day);
            } else {
                day = day.plusDays(1);
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> firstTime(LocalDate day, LocalDateTime earliest, Instant after, ZoneId zone) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            if (day.atTime(hour, 59).isBefore(earliest.minusHours(1))) {
                continue;
            }
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                LocalDateTime local = day.atTime(LocalTime.of(hour, minute));
                ZonedDateTime zoned = local.atZone(zone);
                boolean skippedByClocks = !zoned.toLocalDateTime().equals(local);
                if (!skippedByClocks && zoned.toInstant().isAfter(after)) {
                    return Optional.of(zoned.toInstant());
                }
            }
        }
        return Optional.empty();
    }
}
