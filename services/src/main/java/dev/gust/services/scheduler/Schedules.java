package dev.gust.services.scheduler;

import dev.gust.base.Arn;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.policy.Decision;
import dev.gust.services.ports.policy.PolicyEvaluator;
import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.services.ports.records.Paged;
import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.scheduler.ActionAfterCompletion;
import dev.gust.wire.model.scheduler.CreateScheduleInput;
import dev.gust.wire.model.scheduler.FlexibleTimeWindowMode;
import dev.gust.wire.model.scheduler.GetScheduleOutput;
import dev.gust.wire.model.scheduler.ListSchedulesInput;
import dev.gust.wire.model.scheduler.ListSchedulesOutput;
import dev.gust.wire.model.scheduler.ScheduleState;
import dev.gust.wire.model.scheduler.ScheduleSummary;
import dev.gust.wire.model.scheduler.SchedulerModel;
import dev.gust.wire.model.scheduler.Target;
import dev.gust.wire.model.scheduler.TargetSummary;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Schedules: made, changed, listed, deleted. */
final class Schedules {
    static final String DEFAULT_GROUP = "default";
    static final String CALLER = "scheduler.amazonaws.com";

    private static final int PAGE = 100;
    private static final Codec<GetScheduleOutput> SCHEDULE =
            ShapeCodec.of(1, () -> SchedulerModel.getSchedule().output());

    private final OrderedStore store;
    private final ScheduleTicks ticks;
    private final EventOutbox outbox;
    private final RoleDirectory roles;
    private final Clock clock;

    Schedules(OrderedStore store, ScheduleTicks ticks, EventOutbox outbox, RoleDirectory roles, Clock clock) {
        this.store = store;
        this.ticks = ticks;
        this.outbox = outbox;
        this.roles = roles;
        this.clock = clock;
    }

    static Shelf<GetScheduleOutput> shelf(String account, String region) {
        return new Shelf<>(Key.of(account, region, "scheduler", "schedules"), SCHEDULE);
    }

    static String arn(String account, String region, String name) {
        return Arn.of("scheduler", region, account, "schedule/" + DEFAULT_GROUP + '/' + name)
                .toString();
    }

    String create(CreateScheduleInput input, CallContext context) {
        check(input);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        GetScheduleOutput schedule = schedule(input, context, now, now);
        store.write(tx -> {
            Optional<GetScheduleOutput> there =
                    shelf(context.account(), context.region()).get(tx, input.name());
            if (there.isPresent()) {
                // Whoever sends its token again means the same schedule, if it is the same.
                if (input.clientToken() != null && isSame(there.get(), schedule)) {
                    return;
                }
                throw SchedulerErrors.exists(input.name());
            }
            shelf(context.account(), context.region()).put(tx, input.name(), schedule);
            ticks.arrange(tx, context.account(), context.region(), schedule, now);
        });
        return arn(context.account(), context.region(), input.name());
    }

    private static boolean isSame(GetScheduleOutput one, GetScheduleOutput other) {
        return one.toBuilder()
                .creationDate(null)
                .lastModificationDate(null)
                .build()
                .equals(other.toBuilder()
                        .creationDate(null)
                        .lastModificationDate(null)
                        .build());
    }

    /** What an update leaves out has its default again. */
    String update(CreateScheduleInput input, CallContext context) {
        check(input);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        store.write(tx -> {
            GetScheduleOutput before = shelf(context.account(), context.region())
                    .get(tx, input.name())
                    .orElseThrow(() -> SchedulerErrors.noSchedule(input.name()));
            GetScheduleOutput schedule =
                    schedule(input, context, Objects.requireNonNullElse(before.creationDate(), now), now);
            shelf(context.account(), context.region()).put(tx, input.name(), schedule);
            ticks.arrange(tx, context.account(), context.region(), schedule, now);
        });
        return arn(context.account(), context.region(), input.name());
    }

    private static GetScheduleOutput schedule(
            CreateScheduleInput input, CallContext context, Instant created, Instant modified) {
        return GetScheduleOutput.builder()
                .name(input.name())
                .arn(arn(context.account(), context.region(), input.name()))
                .groupName(DEFAULT_GROUP)
                .description(input.description())
                .scheduleExpression(input.scheduleExpression())
                .scheduleExpressionTimezone(Objects.requireNonNullElse(input.scheduleExpressionTimezone(), "UTC"))
                .startDate(input.startDate())
                .endDate(input.endDate())
                .flexibleTimeWindow(input.flexibleTimeWindow())
                .state(Objects.requireNonNullElse(input.state(), ScheduleState.ENABLED))
                .actionAfterCompletion(
                        Objects.requireNonNullElse(input.actionAfterCompletion(), ActionAfterCompletion.NONE))
                .target(input.target())
                .creationDate(created)
                .lastModificationDate(modified)
                .build();
    }

    private void check(CreateScheduleInput input) {
        group(input.groupName());
        if (input.kmsKeyArn() != null) {
            throw SchedulerErrors.refused("encryption with a key (KmsKeyArn)");
        }
        ScheduleTimes.expression(input.scheduleExpression(), input.scheduleExpressionTimezone());
        boolean flexible = input.flexibleTimeWindow().mode() == FlexibleTimeWindowMode.FLEXIBLE;
        if (flexible != (input.flexibleTimeWindow().maximumWindowInMinutes() != null)) {
            throw SchedulerErrors.invalid(
                    "MaximumWindowInMinutes must be provided for a FLEXIBLE time window, and only then.");
        }
        if (input.startDate() != null
                && input.endDate() != null
                && !input.startDate().isBefore(input.endDate())) {
            throw SchedulerErrors.invalid("The StartDate must come before the EndDate.");
        }
        check(input.target());
    }

    static void group(@Nullable String name) {
        if (name != null && !name.equals(DEFAULT_GROUP)) {
            throw SchedulerErrors.noGroup(name);
        }
    }

    private void check(Target target) {
        Supported.only("Scheduler", target, Set.of("Arn", "RoleArn", "Input", "RetryPolicy", "DeadLetterConfig"));
        Arn arn = Arn.parse(target.arn())
                .orElseThrow(() -> SchedulerErrors.invalid("Provided Arn is not in correct format: " + target.arn()));
        // Buses take what says its type and source, which EventBridgeParameters would tell; buckets take no events of
        // schedules.
        if (Set.of("events", "s3").contains(arn.service()) || !outbox.canReach(arn)) {
            throw SchedulerErrors.refused("targets of the service " + arn.service() + " (" + arn + ")");
        }
        Arn deadLetter = ScheduleTicks.deadLetter(target);
        if (deadLetter != null && (!deadLetter.service().equals("sqs") || !outbox.canReach(deadLetter))) {
            throw SchedulerErrors.refused("dead letters to the service " + deadLetter.service());
        }
        boolean trusted = Arn.parse(target.roleArn())
                .flatMap(roles::role)
                .filter(Schedules::trusts)
                .isPresent();
        if (!trusted) {
            throw SchedulerErrors.invalid(
                    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
        }
    }

    private static boolean trusts(RoleDirectory.Role role) {
        try {
            PolicyRequest request = new PolicyRequest(
                    new PolicyRequest.Caller.Service(CALLER),
                    "sts:AssumeRole",
                    role.arn().toString(),
                    Map.of());
            return PolicyEvaluator.decide(List.of(PolicyParser.parse(role.trustPolicy(), PolicyKind.TRUST)), request)
                    == Decision.ALLOWED;
        } catch (PolicySyntaxException e) {
            throw new IllegalStateException("a stored trust policy is refused now: " + e.getMessage(), e);
        }
    }

    GetScheduleOutput get(@Nullable String group, String name, CallContext context) {
        group(group);
        return store.read(reader -> shelf(context.account(), context.region()).get(reader, name))
                .orElseThrow(() -> SchedulerErrors.noSchedule(name));
    }

    void delete(@Nullable String group, String name, CallContext context) {
        group(group);
        store.write(tx -> {
            if (!shelf(context.account(), context.region()).has(tx, name)) {
                throw SchedulerErrors.noSchedule(name);
            }
            shelf(context.account(), context.region()).delete(tx, name);
            ticks.forget(tx, arn(context.account(), context.region(), name));
        });
    }

    ListSchedulesOutput list(ListSchedulesInput input, CallContext context) {
        if (input.groupName() != null && !input.groupName().equals(DEFAULT_GROUP)) {
            return new ListSchedulesOutput(null, List.of());
        }
        String prefix = Objects.requireNonNullElse(input.namePrefix(), "");
        List<ScheduleSummary> found =
                store.read(reader -> shelf(context.account(), context.region()).all(reader)).stream()
                        .filter(schedule -> input.state() == null || input.state() == schedule.state())
                        .map(Schedules::summary)
                        .filter(schedule -> String.valueOf(schedule.name()).startsWith(prefix))
                        .toList();
        Paged<ScheduleSummary> page = Paged.of(
                found, Optional.ofNullable(input.nextToken()), Objects.requireNonNullElse(input.maxResults(), PAGE));
        return new ListSchedulesOutput(page.next().orElse(null), page.items());
    }

    private static ScheduleSummary summary(GetScheduleOutput schedule) {
        return ScheduleSummary.builder()
                .arn(schedule.arn())
                .name(schedule.name())
                .groupName(schedule.groupName())
                .state(schedule.state())
                .creationDate(schedule.creationDate())
                .lastModificationDate(schedule.lastModificationDate())
                .target(
                        schedule.target() == null
                                ? null
                                : new TargetSummary(schedule.target().arn()))
                .build();
    }
}
