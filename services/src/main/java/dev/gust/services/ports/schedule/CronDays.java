package dev.gust.services.ports.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Which days a cron expression names, by the month or by the week. */
sealed interface CronDays {
    List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    boolean includes(LocalDate day);

    /** Days of the month by number. */
    record OfMonth(BitSet days) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            return days.get(day.getDayOfMonth());
        }
    }

    /** {@code L}, or {@code L-3}: so many days before the last of the month. */
    record BeforeLast(int days) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            return day.getDayOfMonth() == day.lengthOfMonth() - days;
        }
    }

    /** {@code 15W}: the weekday nearest to a day, within its month; {@code LW} is the last weekday (day 31). */
    record NearestWeekday(int target) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            LocalDate wanted = day.withDayOfMonth(Math.min(target, day.lengthOfMonth()));
            LocalDate nearest = switch (wanted.getDayOfWeek()) {
                case SATURDAY -> wanted.getDayOfMonth() == 1 ? wanted.plusDays(2) : wanted.minusDays(1);
                case SUNDAY ->
                    wanted.getDayOfMonth() == wanted.lengthOfMonth() ? wanted.minusDays(2) : wanted.plusDays(1);
                case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> wanted;
            };
            return nearest.equals(day);
        }
    }

    /** Days of the week, Sunday being 1. */
    record OfWeek(BitSet days) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            return days.get(day.getDayOfWeek().getValue() % 7 + 1);
        }
    }

    /** {@code 6L}: the last of a weekday in the month. */
    record LastOfWeek(DayOfWeek weekday) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            return day.equals(day.with(TemporalAdjusters.lastInMonth(weekday)));
        }
    }

    /** {@code 6#3}: the third of a weekday in the month; a month without it is passed over. */
    record NthOfWeek(DayOfWeek weekday, int nth) implements CronDays {
        @Override
        public boolean includes(LocalDate day) {
            return day.getDayOfWeek() == weekday && (day.getDayOfMonth() - 1) / 7 + 1 == nth;
        }
    }

    static Optional<CronDays> parseOfMonth(String text) {
        if (text.equals("L")) {
            return Optional.of(new BeforeLast(0));
        }
        if (text.equals("LW")) {
            return Optional.of(new NearestWeekday(31));
        }
        if (text.startsWith("L-")) {
            int days = CronField.number(text.substring(2), List.of(), 0);
            return days < 0 || days > 30 ? Optional.empty() : Optional.of(new BeforeLast(days));
        }
        if (text.endsWith("W")) {
            int day = CronField.number(text.substring(0, text.length() - 1), List.of(), 1);
            return day < 1 || day > 31 ? Optional.empty() : Optional.of(new NearestWeekday(day));
        }
        return CronField.parse(text, 1, 31, List.of()).map(OfMonth::new);
    }

    static Optional<CronDays> parseOfWeek(String text) {
        if (text.equals("L")) {
            return Optional.of(new LastOfWeek(DayOfWeek.SATURDAY));
        }
        if (text.endsWith("L")) {
            return weekday(text.substring(0, text.length() - 1)).map(LastOfWeek::new);
        }
        int hash = text.indexOf('#');
        if (hash > 0) {
            int nth = CronField.number(text.substring(hash + 1), List.of(), 1);
            return nth < 1 || nth > 5
                    ? Optional.empty()
                    : weekday(text.substring(0, hash)).map(day -> new NthOfWeek(day, nth));
        }
        return CronField.parse(text, 1, 7, WEEKDAYS).map(OfWeek::new);
    }

    private static Optional<DayOfWeek> weekday(String text) {
        int number = CronField.number(text, WEEKDAYS, 1);
        return number < 1 || number > 7 ? Optional.empty() : Optional.of(DayOfWeek.of((number + 5) % 7 + 1));
    }
}
