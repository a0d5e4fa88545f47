package dev.gust.services.ports.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {
    private static Instant next(String expression, ZoneId zone, Instant after) {
        return ScheduleExpression.parse(expression, zone)
                .orElseThrow()
                .next(Instant.parse("2026-01-01T00:00:30Z"), after)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(1 minute)|2026-03-01T10:00:00Z|2026-03-01T10:00:30Z",
                "rate(5 minutes)|2026-01-01T00:05:30Z|2026-01-01T00:10:30Z",
                "rate(1 day)|2025-01-01T00:00:00Z|2026-01-02T00:00:30Z",
                "cron(0 12 * * ? *)|2026-03-01T12:00:00Z|2026-03-02T12:00:00Z",
                "cron(0/15 * * * ? *)|2026-03-01T12:07:10Z|2026-03-01T12:15:00Z",
                "cron(15 10 ? * 6L 2026-2027)|2026-03-01T00:00:00Z|2026-03-27T10:15:00Z",
                "cron(0 18 ? * MON-FRI *)|2026-03-06T18:00:00Z|2026-03-09T18:00:00Z",
                "cron(0 8 1 * ? *)|2026-12-01T08:00:00Z|2027-01-01T08:00:00Z",
                "cron(0 9 L * ? *)|2026-02-01T00:00:00Z|2026-02-28T09:00:00Z",
                "cron(0 9 15W * ? *)|2026-03-01T00:00:00Z|2026-03-16T09:00:00Z",
                "cron(0 9 1W 8 ? *)|2026-01-01T00:00:00Z|2026-08-03T09:00:00Z",
                "cron(0 9 ? * 2#1 *)|2026-03-03T00:00:00Z|2026-04-06T09:00:00Z",
                "cron(0 0 29 2 ? *)|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
                "cron(0 1 ? * FRI-MON *)|2026-03-03T00:00:00Z|2026-03-06T01:00:00Z",
                "at(2026-05-05T05:05:05)|2026-03-01T00:00:00Z|2026-05-05T05:05:05Z"
            })
    void findsTheNextTime(String expression, Instant after, Instant expected) {
        assertThat(next(expression, ZoneOffset.UTC, after)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(1 minutes)",
                "rate(2 minute)",
                "rate(0 minutes)",
                "rate(1 second)",
                "rate(5)",
                "cron(* * * * * *)",
                "cron(0 12 ? * ? *)",
                "cron(0 12 * * ?)",
                "cron(60 12 * * ? *)",
                "cron(0 24 * * ? *)",
                "cron(0 12 32 * ? *)",
                "cron(0 12 ? * 8 *)",
                "cron(0 12 ? * 2#6 *)",
                "cron(0/0 12 * * ? *)",
                "at(tomorrow)",
                "hourly",
                ""
            })
    void refusesWhatIsNoSchedule(String expression) {
        assertThat(ScheduleExpression.parse(expression, ZoneOffset.UTC)).isEmpty();
    }

    @Test
    void passesOverTimesThatTheClocksSkip() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(next("cron(30 2 * * ? *)", berlin, Instant.parse("2026-03-28T12:00:00Z")))
                .isEqualTo(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(next("cron(30 2 * * ? *)", berlin, Instant.parse("2026-10-24T12:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void endsWithTheYearsNamed() {
        assertThat(ScheduleExpression.parse("cron(0 0 1 1 ? 2020)", ZoneOffset.UTC)
                        .orElseThrow()
                        .next(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(ScheduleExpression.parse("cron(0 0 31 2 ? *)", ZoneOffset.UTC)
                        .orElseThrow()
                        .next(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }
}
