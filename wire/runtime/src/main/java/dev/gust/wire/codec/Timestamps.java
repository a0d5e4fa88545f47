package dev.gust.wire.codec;

import dev.gust.wire.schema.TimestampFormat;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Instants as text. By hand, since the JDK's formatters cost start-up and read more than AWS does. */
public final class Timestamps {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final BigDecimal MOST_SECONDS = new BigDecimal("31556889864403199");

    private Timestamps() {}

    public static String format(Instant instant, TimestampFormat format) {
        return switch (format) {
            case DATE_TIME -> dateTime(instant);
            case HTTP_DATE -> httpDate(instant);
            case EPOCH_SECONDS -> epochSeconds(instant);
        };
    }

    /** The instant in the text, or {@link MalformedException}. */
    public static Instant parse(String text, TimestampFormat format) {
        try {
            return switch (format) {
                case DATE_TIME -> parseDateTime(text);
                case HTTP_DATE -> parseHttpDate(text);
                case EPOCH_SECONDS -> ofEpochSeconds(new BigDecimal(text));
            };
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            throw malformed(text);
        }
    }

    public static Instant ofEpochSeconds(BigDecimal seconds) {
        // A huge exponent would make the numbers below as long as it says.
        if (Math.abs((long) seconds.precision() - seconds.scale()) > 20
                || seconds.abs().compareTo(MOST_SECONDS) > 0) {
            throw malformed(seconds.toString());
        }
        BigDecimal whole = seconds.setScale(0, java.math.RoundingMode.FLOOR);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole.longValueExact(), nanos);
    }

    /** Seconds with as much of a fraction as there is, up to milliseconds. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // both parts are used, the nanoseconds cut
    public static String epochSeconds(Instant instant) {
        int millis = instant.getNano() / 1_000_000;
        long seconds = instant.getEpochSecond();
        if (millis == 0) {
            return Long.toString(seconds);
        }
        return BigDecimal.valueOf(seconds * 1000 + millis, 3)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String dateTime(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24);
        pad(text, time.getYear(), 4).append('-');
        pad(text, time.getMonthValue(), 2).append('-');
        pad(text, time.getDayOfMonth(), 2).append('T');
        clock(text, time);
        int millis = (int) Math.floorMod(instant.toEpochMilli(), 1000L);
        if (millis != 0) {
            pad(text.append('.'), millis, 3);
        }
        return text.append('Z').toString();
    }

    private static String httpDate(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        text.append(DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        pad(text, time.getDayOfMonth(), 2).append(' ');
        text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
        pad(text, time.getYear(), 4).append(' ');
        clock(text, time);
        return text.append(" GMT").toString();
    }

    private static void clock(StringBuilder text, LocalDateTime time) {
        pad(text, time.getHour(), 2).append(':');
        pad(text, time.getMinute(), 2).append(':');
        pad(text, time.getSecond(), 2);
    }

    private static StringBuilder pad(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        return text.repeat("0", Math.max(0, width - digits.length())).append(digits);
    }

    /** 1985-04-12T23:20:50.52Z, or with an offset such as +02:00. */
    private static Instant parseDateTime(String text) {
        expect(text, 4, '-');
        expect(text, 7, '-');
        expect(text, 13, ':');
        expect(text, 16, ':');
        char separator = text.charAt(10);
        if (separator != 'T' && separator != 't') {
            throw malformed(text);
        }
        int end = 19;
        int nanos = 0;
        if (text.charAt(end) == '.') {
            int from = end + 1;
            end = from;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            if (end == from) {
                throw malformed(text);
            }
            String fraction = (text.substring(from, Math.min(end, from + 9)) + "000000000").substring(0, 9);
            nanos = Integer.parseInt(fraction);
        }
        LocalDateTime time = LocalDateTime.of(
                digits(text, 0, 4),
                digits(text, 5, 7),
                digits(text, 8, 10),
                digits(text, 11, 13),
                digits(text, 14, 16),
                digits(text, 17, 19),
                nanos);
        return time.toInstant(offset(text, end));
    }

    private static ZoneOffset offset(String text, int from) {
        String zone = text.substring(from);
        if (zone.equals("Z") || zone.equals("z")) {
            return ZoneOffset.UTC;
        }
        if (zone.length() != 6 || (zone.charAt(0) != '+' && zone.charAt(0) != '-') || zone.charAt(3) != ':') {
            throw malformed(text);
        }
        int sign = zone.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * digits(zone, 1, 3), sign * digits(zone, 4, 6));
    }

    /** Tue, 29 Apr 2014 18:30:38 GMT, with or without a fraction of the second. */
    private static Instant parseHttpDate(String text) {
        expect(text, 3, ',');
        expect(text, 16, ' ');
        expect(text, 19, ':');
        expect(text, 22, ':');
        int month = MONTHS.indexOf(text.substring(8, 11)) + 1;
        if (month == 0 || !DAYS.contains(text.substring(0, 3)) || !text.endsWith(" GMT")) {
            throw malformed(text);
        }
        int nanos = 0;
        if (text.charAt(25) == '.') {
            nanos = new BigDecimal("0" + text.substring(25, text.length() - 4))
                    .movePointRight(9)
                    .intValue();
        } else if (text.length() != 29) {
            throw malformed(text);
        }
        return LocalDateTime.of(
                        digits(text, 12, 16),
                        month,
                        digits(text, 5, 7),
                        digits(text, 17, 19),
                        digits(text, 20, 22),
                        digits(text, 23, 25),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    private static int digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                throw malformed(text);
            }
        }
        return Integer.parseInt(text, from, to, 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void expect(String text, int index, char expected) {
        if (text.charAt(index) != expected) {
            throw malformed(text);
        }
    }

    private static MalformedException malformed(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) : text;
        return new MalformedException(
                String.format(Locale.ROOT, "'%s' is not a timestamp of the expected format", shown));
    }
}
