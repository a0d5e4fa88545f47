package dev.gust.services.events;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.events.pattern.EventPattern;
import dev.gust.services.events.pattern.PatternSyntaxException;
import dev.gust.services.ports.records.Paged;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.events.DeleteRuleRequest;
import dev.gust.wire.model.events.DescribeRuleRequest;
import dev.gust.wire.model.events.DescribeRuleResponse;
import dev.gust.wire.model.events.ListRulesRequest;
import dev.gust.wire.model.events.ListRulesResponse;
import dev.gust.wire.model.events.PutRuleRequest;
import dev.gust.wire.model.events.PutRuleResponse;
import dev.gust.wire.model.events.Rule;
import dev.gust.wire.model.events.RuleState;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Rules: put, switched, listed, deleted. */
final class Rules {
    private static final int MAXIMUM = 300;

    private final OrderedStore store;
    private final RuleSchedules schedules;
    private final Clock clock;
    private final Ids ids;

    Rules(OrderedStore store, RuleSchedules schedules, Clock clock, Ids ids) {
        this.store = store;
        this.schedules = schedules;
        this.clock = clock;
        this.ids = ids;
    }

    PutRuleResponse put(PutRuleRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        check(input, place);
        store.write(tx -> {
            EventsStore.bus(tx, place);
            Optional<RuleRecord> before = EventsStore.rules(place).get(tx, input.name());
            if (before.isEmpty() && EventsStore.rules(place).all(tx.snapshot()).size() >= MAXIMUM) {
                throw EventsErrors.limit();
            }
            RuleRecord rule = rule(input, before);
            EventsStore.rules(place).put(tx, rule.name(), rule);
            schedules.arrange(tx, place, rule);
        });
        return new PutRuleResponse(place.ruleArn(input.name()).toString());
    }

    private static void check(PutRuleRequest input, Place place) {
        if (input.roleArn() != null) {
            throw EventsErrors.refused("the role of a rule (RoleArn); functions are reached by their own permissions");
        }
        if (input.state() == RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS) {
            throw EventsErrors.refused("the state " + input.state());
        }
        String pattern = input.eventPattern();
        String schedule = input.scheduleExpression();
        if (pattern == null && schedule == null) {
            throw EventsErrors.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        if (pattern != null) {
            pattern(pattern);
        }
        if (schedule != null && !place.isDefault()) {
            throw EventsErrors.invalid("ScheduleExpression is supported only on the default event bus.");
        }
        if (schedule != null && RuleRecord.expression(schedule).isEmpty()) {
            throw EventsErrors.invalid("Parameter ScheduleExpression is not valid.");
        }
    }

    static EventPattern pattern(String text) {
        try {
            return EventPattern.parse(text);
        } catch (PatternSyntaxException e) {
            throw EventsErrors.invalidPattern(e);
        }
    }

    /** A rule that is put again keeps its tags, and its schedule counts on unless it is another or was off. */
    private RuleRecord rule(PutRuleRequest input, Optional<RuleRecord> before) {
        boolean enabled = input.state() != RuleState.DISABLED;
        Instant now = clock.instant();
        boolean countsOn = before.filter(old ->
                        Objects.equals(old.schedule(), input.scheduleExpression()) && (old.enabled() || !enabled))
                .isPresent();
        return new RuleRecord(
                before.map(RuleRecord::id).orElseGet(ids::uuid),
                input.name(),
                input.description(),
                enabled,
                input.scheduleExpression(),
                input.eventPattern(),
                countsOn ? before.get().countedFrom() : now,
                before.map(RuleRecord::tags).orElseGet(() -> EventsTags.map(input.tags())));
    }

    void setEnabled(String name, Place place, boolean enabled) {
        store.write(tx -> {
            RuleRecord rule = EventsStore.rule(tx, place, name).switched(enabled, clock.instant());
            EventsStore.rules(place).put(tx, name, rule);
            schedules.arrange(tx, place, rule);
        });
    }

    /** A rule that is gone already is deleted. */
    void delete(DeleteRuleRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        store.write(tx -> {
            EventsStore.bus(tx, place);
            Optional<RuleRecord> rule = EventsStore.rules(place).get(tx, input.name());
            if (rule.isEmpty()) {
                return;
            }
            if (!EventsStore.targets(tx, place, rule.get()).isEmpty()) {
                throw EventsErrors.invalid("Rule can't be deleted since it has targets.");
            }
            EventsStore.rules(place).delete(tx, input.name());
            schedules.forget(tx, rule.get());
        });
    }

    DescribeRuleResponse describe(DescribeRuleRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        RuleRecord rule = store.read(reader -> EventsStore.rule(reader, place, input.name()));
        return DescribeRuleResponse.builder()
                .name(rule.name())
                .arn(place.ruleArn(rule.name()).toString())
                .description(rule.description())
                .eventPattern(rule.pattern())
                .scheduleExpression(rule.schedule())
                .state(state(rule))
                .eventBusName(place.bus())
                .createdBy(place.account())
                .build();
    }

    ListRulesResponse list(ListRulesRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        String prefix = Objects.requireNonNullElse(input.namePrefix(), "");
        List<RuleRecord> all = store.read(reader -> {
            EventsStore.bus(reader, place);
            return EventsStore.rules(place).all(reader);
        });
        Paged<RuleRecord> page = Paged.of(
                all.stream().filter(rule -> rule.name().startsWith(prefix)).toList(),
                Optional.ofNullable(input.nextToken()),
                RuleTargets.limit(input.limit()));
        return new ListRulesResponse(
                page.items().stream().map(rule -> told(place, rule)).toList(),
                page.next().orElse(null));
    }

    private static Rule told(Place place, RuleRecord rule) {
        return Rule.builder()
                .name(rule.name())
                .arn(place.ruleArn(rule.name()).toString())
                .description(rule.description())
                .eventPattern(rule.pattern())
                .scheduleExpression(rule.schedule())
                .state(state(rule))
                .eventBusName(place.bus())
                .build();
    }

    private static RuleState state(RuleRecord rule) {
        return rule.enabled() ? RuleState.ENABLED : RuleState.DISABLED;
    }
}
