package dev.gust.services.scheduler;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.storage.Codec;
import dev.gust.storage.Transaction;
import dev.gust.storage.timers.Timer;
import dev.gust.storage.timers.TimerHandler;
import dev.gust.storage.timers.Timers;
import dev.gust.wire.model.scheduler.ActionAfterCompletion;
import dev.gust.wire.model.scheduler.GetScheduleOutput;
import dev.gust.wire.model.scheduler.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What schedules do when they are due; ticks missed while nobody was there are one late tick. */
final class ScheduleTicks implements TimerHandler {
    static final String OWNER = "scheduler";

    private record Named(String account, String region, String name) {
        static final Codec<Named> CODEC = Codec.of(
                2,
                1,
                (out, named) -> out.text(named.account).text(named.region).text(named.name),
                in -> new Named(in.text(), in.text(), in.text()));
    }

    private final Timers timers;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Ids ids;

    ScheduleTicks(Timers timers, EventOutbox outbox, Clock clock, Ids ids) {
        this.timers = timers;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** Sets the next tick after this time, or none; false then. */
    boolean arrange(Transaction tx, String account, String region, GetScheduleOutput schedule, Instant after) {
        String name = Objects.requireNonNull(schedule.name());
        String id = Schedules.arn(account, region, name);
        Optional<Instant> due = ScheduleTimes.dueAfter(schedule, after);
        if (due.isPresent()) {
            timers.set(tx, OWNER, id, due.get(), Named.CODEC.encode(new Named(account, region, name)));
        } else {
            forget(tx, id);
        }
        return due.isPresent();
    }

    void forget(Transaction tx, String arn) {
        timers.cancel(tx, OWNER, arn);
    }

    @Override
    public void fire(Transaction tx, Timer timer) {
        Named named = Named.CODEC.decode(timer.payload());
        var shelf = Schedules.shelf(named.account(), named.region());
        Optional<GetScheduleOutput> found = shelf.get(tx, named.name());
        if (found.isEmpty()) {
            return;
        }
        GetScheduleOutput schedule = found.get();
        publish(tx, named, schedule, timer.due());
        Instant now = clock.instant();
        boolean goesOn =
                arrange(tx, named.account(), named.region(), schedule, now.isAfter(timer.due()) ? now : timer.due());
        if (!goesOn && schedule.actionAfterCompletion() == ActionAfterCompletion.DELETE) {
            shelf.delete(tx, named.name());
        }
    }

    private void publish(Transaction tx, Named named, GetScheduleOutput schedule, Instant due) {
        Target target = Objects.requireNonNull(schedule.target());
        String arn = Schedules.arn(named.account(), named.region(), named.name());
        String id = ids.uuid();
        String time = due.truncatedTo(ChronoUnit.SECONDS).toString();
        String body = target.input() == null
                ? event(named, arn, id, time).toJson()
                : target.input()
                        .replace("<aws.scheduler.schedule-arn>", arn)
                        .replace("<aws.scheduler.scheduled-time>", time)
                        .replace("<aws.scheduler.execution-id>", id)
                        .replace("<aws.scheduler.attempt-number>", "1");
        Event event = new Event(
                id,
                body.getBytes(StandardCharsets.UTF_8),
                Schedules.CALLER,
                Arn.parse(arn).orElseThrow(),
                null,
                Map.of(Event.ROLE, target.roleArn()));
        outbox.publish(
                tx, new Delivery(Arn.parse(target.arn()).orElseThrow(), event, retries(target), deadLetter(target)));
    }

    /** What a target without an input gets; its detail is a text, as AWS has it. */
    private static JsonValue.Obj event(Named named, String arn, String id, String time) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("version", JsonValue.of("0"));
        members.put("id", JsonValue.of(id));
        members.put("detail-type", JsonValue.of("Scheduled Event"));
        members.put("source", JsonValue.of("aws.scheduler"));
        members.put("account", JsonValue.of(named.account()));
        members.put("time", JsonValue.of(time));
        members.put("region", JsonValue.of(named.region()));
        members.put("resources", JsonValue.array(List.of(JsonValue.of(arn))));
        members.put("detail", JsonValue.of("{}"));
        return new JsonValue.Obj(members);
    }

    static @Nullable Arn deadLetter(Target target) {
        if (target.deadLetterConfig() == null || target.deadLetterConfig().arn() == null) {
            return null;
        }
        String arn = Objects.requireNonNull(target.deadLetterConfig().arn());
        return Arn.parse(arn)
                .orElseThrow(() -> SchedulerErrors.invalid("Provided Arn is not in correct format: " + arn));
    }

    private static RetryPolicy retries(Target target) {
        var asked = target.retryPolicy();
        return asked == null
                ? RetryPolicy.PATIENT
                : RetryPolicy.PATIENT.limitedTo(asked.maximumRetryAttempts(), asked.maximumEventAgeInSeconds());
    }
}
