package dev.gust.cli;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

final class LogsCommand extends Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(400);
    /** Lines may come to light late: each look begins this long before the newest line that was seen. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private static final int REMEMBERED = 20_000;

    /** Ids of events that were printed, the oldest first. */
    private final Set<String> printed = new LinkedHashSet<>();

    private final Option name = parameter("NAME", "a function's name, or a log group that begins with /");
    private final Option follow =
            flag("--follow", "go on as lines come, until Ctrl-C").or("-f");
    private final Option since = option("--since", "TIME", "how far back: 30s, 10m, 2h, 1d (default: 10m)");
    private final TargetOptions target = new TargetOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    LogsCommand() {
        super(
                "logs",
                "Print what a function logged.",
                "gust logs notes-dev-create --follow",
                "gust logs notes-dev-create --since 2h");
    }

    @Override
    public int run(Output to) {
        Clock clock = Clock.system();
        Instant from = clock.instant().minus(duration(since.text("10m")));
        try (Operations operations = new Operations(target.client())) {
            from = look(operations, from, to);
            while (follow.isGiven()) {
                clock.sleep(BETWEEN_LOOKS);
                from = look(operations, from, to);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Prints what is new from this time on, and says from where to look next. */
    private Instant look(Operations operations, Instant from, Output to) {
        Instant newest = from;
        String next = "";
        do {
            JsonValue.Obj page = operations.call(filter(from, next), PATIENCE);
            if (page.get("events").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Array(List<JsonValue> events)) {
                for (JsonValue value : events) {
                    if (value instanceof JsonValue.Obj event) {
                        Instant at = print(event, to);
                        newest = at.isAfter(newest) ? at : newest;
                    }
                }
            }
            next = page.string("nextToken").orElse("");
        } while (!next.isEmpty());
        to.out().flush();
        while (printed.size() > REMEMBERED) {
            printed.remove(printed.iterator().next());
        }
        Instant overlapping = newest.minus(OVERLAP);
        return overlapping.isAfter(from) ? overlapping : from;
    }

    private Instant print(JsonValue.Obj event, Output to) {
        Instant at = event.get("timestamp").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Num millis
                ? Instant.ofEpochMilli(millis.value().longValue())
                : Instant.EPOCH;
        String message = event.string("message").orElse("");
        if (printed.add(event.string("eventId").orElse(at + message))) {
            PrintWriter out = to.out();
            out.println(output.json() ? event.toJson() : at + " " + message.stripTrailing());
        }
        return at;
    }

    private String group() {
        String given = name.required();
        return given.startsWith("/") ? given : "/aws/lambda/" + given;
    }

    private AwsCall filter(Instant from, String next) {
        Map<String, JsonValue> input = new LinkedHashMap<>();
        input.put("logGroupName", JsonValue.of(group()));
        input.put("startTime", JsonValue.of(from.toEpochMilli()));
        if (!next.isEmpty()) {
            input.put("nextToken", JsonValue.of(next));
        }
        return AwsCall.json("logs", "1.1", "Logs_20140328.FilterLogEvents", new JsonValue.Obj(input).toJson());
    }

    static Duration duration(String text) {
        try {
            String iso = text.toUpperCase(Locale.ROOT);
            return iso.endsWith("D") ? Duration.parse("P" + iso) : Duration.parse("PT" + iso);
        } catch (DateTimeParseException e) {
            throw new CommandFailure(
                    "'" + text + "' is no length of time", "--since says how far back.", "Write 30s, 10m, 2h or 1d.");
        }
    }
}
