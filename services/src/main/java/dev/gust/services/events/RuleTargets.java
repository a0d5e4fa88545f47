package dev.gust.services.events;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.services.ports.records.Paged;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.events.ListRuleNamesByTargetRequest;
import dev.gust.wire.model.events.ListRuleNamesByTargetResponse;
import dev.gust.wire.model.events.ListTargetsByRuleRequest;
import dev.gust.wire.model.events.ListTargetsByRuleResponse;
import dev.gust.wire.model.events.PutTargetsRequest;
import dev.gust.wire.model.events.PutTargetsResponse;
import dev.gust.wire.model.events.RemoveTargetsRequest;
import dev.gust.wire.model.events.RemoveTargetsResponse;
import dev.gust.wire.model.events.RemoveTargetsResultEntry;
import dev.gust.wire.model.events.Target;
import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The targets of rules, and events on their way to them. */
final class RuleTargets {
    private static final String CALLER = "events.amazonaws.com";
    private static final int MAXIMUM = 5;

    /** A bus that feeds a bus may feed itself, without end; a bucket takes only what comes with an object's key. */
    private static final Set<String> NOT_OF_RULES = Set.of(BusTarget.SERVICE, "s3");

    private static final int PAGE = 100;
    private static final Set<String> SUPPORTED =
            Set.of("Id", "Arn", "Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig");

    private final OrderedStore store;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Ids ids;

    RuleTargets(OrderedStore store, EventOutbox outbox, Clock clock, Ids ids) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    PutTargetsResponse put(PutTargetsRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        input.targets().forEach(this::check);
        store.write(tx -> {
            RuleRecord rule = EventsStore.rule(tx, place, input.rule());
            Map<String, Target> targets = new LinkedHashMap<>();
            EventsStore.targets(tx, place, rule).forEach(target -> targets.put(target.id(), target));
            input.targets().forEach(target -> targets.put(target.id(), target));
            if (targets.size() > MAXIMUM) {
                throw EventsErrors.limit();
            }
            EventsStore.putTargets(tx, place, rule, List.copyOf(targets.values()));
        });
        return new PutTargetsResponse(0, List.of());
    }

    private void check(Target target) {
        Supported.only("EventBridge", target, SUPPORTED);
        Arn arn = Arn.parse(target.arn())
                .orElseThrow(() -> EventsErrors.invalid(
                        "Parameter " + target.arn() + " is not valid. Reason: Provided Arn is not in correct format."));
        if (NOT_OF_RULES.contains(arn.service()) || !outbox.canReach(arn)) {
            throw EventsErrors.refused("targets of the service " + arn.service() + " (" + arn + ")");
        }
        Arn deadLetter = deadLetter(target);
        if (deadLetter != null && (!deadLetter.service().equals("sqs") || !outbox.canReach(deadLetter))) {
            throw EventsErrors.refused("dead letters to the service " + deadLetter.service() + " (" + deadLetter + ")");
        }
        TargetInput.check(target);
    }

    private static @Nullable Arn deadLetter(Target target) {
        if (target.deadLetterConfig() == null || target.deadLetterConfig().arn() == null) {
            return null;
        }
        String arn = Objects.requireNonNull(target.deadLetterConfig().arn());
        return Arn.parse(arn)
                .orElseThrow(() -> EventsErrors.invalid(
                        "Parameter " + arn + " is not valid. Reason: Provided Arn is not in correct format."));
    }

    RemoveTargetsResponse remove(RemoveTargetsRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        return store.transact(tx -> {
            RuleRecord rule = EventsStore.rule(tx, place, input.rule());
            List<Target> targets = EventsStore.targets(tx, place, rule);
            List<RemoveTargetsResultEntry> failed = new ArrayList<>();
            for (String id : input.ids()) {
                if (targets.stream().noneMatch(target -> target.id().equals(id))) {
                    failed.add(new RemoveTargetsResultEntry(
                            id,
                            "ResourceNotFoundException",
                            "Rule " + input.rule() + " does not have target " + id + "."));
                }
            }
            EventsStore.putTargets(
                    tx,
                    place,
                    rule,
                    targets.stream()
                            .filter(target -> !input.ids().contains(target.id()))
                            .toList());
            return new RemoveTargetsResponse(failed.size(), failed);
        });
    }

    ListTargetsByRuleResponse list(ListTargetsByRuleRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        List<Target> targets =
                store.read(reader -> EventsStore.targets(reader, place, EventsStore.rule(reader, place, input.rule())));
        Paged<Target> page = Paged.of(targets, Optional.ofNullable(input.nextToken()), limit(input.limit()));
        return new ListTargetsByRuleResponse(page.items(), page.next().orElse(null));
    }

    ListRuleNamesByTargetResponse rulesOf(ListRuleNamesByTargetRequest input, CallContext context) {
        Place place = Place.of(input.eventBusName(), context);
        List<String> names = store.read(reader -> {
            EventsStore.bus(reader, place);
            return EventsStore.rules(place).all(reader).stream()
                    .filter(rule -> EventsStore.targets(reader, place, rule).stream()
                            .anyMatch(target -> target.arn().equals(input.targetArn())))
                    .map(RuleRecord::name)
                    .toList();
        });
        Paged<String> page = Paged.of(names, Optional.ofNullable(input.nextToken()), limit(input.limit()));
        return new ListRuleNamesByTargetResponse(page.items(), page.next().orElse(null));
    }

    static int limit(@Nullable Integer asked) {
        return asked == null ? PAGE : asked;
    }

    /** Sends an event to every target of the rule, in the commit of what caused it. */
    void publish(Transaction tx, Place place, RuleRecord rule, JsonValue.Obj event, @Nullable String trace) {
        Arn ruleArn = place.ruleArn(rule.name());
        TargetInput.Occasion occasion = new TargetInput.Occasion(ruleArn.toString(), rule.name(), clock.instant());
        for (Target target : EventsStore.targets(tx, place, rule)) {
            byte[] body = TargetInput.of(target, event, occasion).getBytes(StandardCharsets.UTF_8);
            Event sent = new Event(ids.uuid(), body, CALLER, ruleArn, trace, Map.of());
            Arn arn = Arn.parse(target.arn()).orElseThrow();
            outbox.publish(tx, new Delivery(arn, sent, retries(target), deadLetter(target)));
        }
    }

    private static RetryPolicy retries(Target target) {
        var asked = target.retryPolicy();
        return asked == null
                ? RetryPolicy.PATIENT
                : RetryPolicy.PATIENT.limitedTo(asked.maximumRetryAttempts(), asked.maximumEventAgeInSeconds());
    }
}
