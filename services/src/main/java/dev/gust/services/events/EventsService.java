package dev.gust.services.events;

import dev.gust.base.Ids;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.events.CreateEventBusRequest;
import dev.gust.wire.model.events.CreateEventBusResponse;
import dev.gust.wire.model.events.DeleteEventBusOutput;
import dev.gust.wire.model.events.DeleteEventBusRequest;
import dev.gust.wire.model.events.DeleteRuleOutput;
import dev.gust.wire.model.events.DeleteRuleRequest;
import dev.gust.wire.model.events.DescribeEventBusRequest;
import dev.gust.wire.model.events.DescribeEventBusResponse;
import dev.gust.wire.model.events.DescribeRuleRequest;
import dev.gust.wire.model.events.DescribeRuleResponse;
import dev.gust.wire.model.events.DisableRuleOutput;
import dev.gust.wire.model.events.DisableRuleRequest;
import dev.gust.wire.model.events.EnableRuleOutput;
import dev.gust.wire.model.events.EnableRuleRequest;
import dev.gust.wire.model.events.EventBridge;
import dev.gust.wire.model.events.ListEventBusesRequest;
import dev.gust.wire.model.events.ListEventBusesResponse;
import dev.gust.wire.model.events.ListRuleNamesByTargetRequest;
import dev.gust.wire.model.events.ListRuleNamesByTargetResponse;
import dev.gust.wire.model.events.ListRulesRequest;
import dev.gust.wire.model.events.ListRulesResponse;
import dev.gust.wire.model.events.ListTagsForResourceRequest;
import dev.gust.wire.model.events.ListTagsForResourceResponse;
import dev.gust.wire.model.events.ListTargetsByRuleRequest;
import dev.gust.wire.model.events.ListTargetsByRuleResponse;
import dev.gust.wire.model.events.PutEventsRequest;
import dev.gust.wire.model.events.PutEventsResponse;
import dev.gust.wire.model.events.PutRuleRequest;
import dev.gust.wire.model.events.PutRuleResponse;
import dev.gust.wire.model.events.PutTargetsRequest;
import dev.gust.wire.model.events.PutTargetsResponse;
import dev.gust.wire.model.events.RemoveTargetsRequest;
import dev.gust.wire.model.events.RemoveTargetsResponse;
import dev.gust.wire.model.events.TagResourceRequest;
import dev.gust.wire.model.events.TagResourceResponse;
import dev.gust.wire.model.events.TestEventPatternRequest;
import dev.gust.wire.model.events.TestEventPatternResponse;
import dev.gust.wire.model.events.UntagResourceRequest;
import dev.gust.wire.model.events.UntagResourceResponse;
import dev.gust.wire.operation.CallContext;
import java.util.List;

/** The operations of EventBridge. */
public final class EventsService implements EventBridge {
    private final EventBuses buses;
    private final Rules rules;
    private final RuleTargets targets;
    private final RuleSchedules schedules;
    private final EventIntake intake;
    private final EventsTags tags;
    private final BusTarget target;

    public EventsService(OrderedStore store, TimerService timers, EventOutbox outbox, Clock clock, Ids ids) {
        this.buses = new EventBuses(store, clock);
        this.targets = new RuleTargets(store, outbox, clock, ids);
        this.schedules = new RuleSchedules(timers.timers(), targets, clock, ids);
        this.rules = new Rules(store, schedules, clock, ids);
        this.intake = new EventIntake(store, targets, clock, ids);
        this.target = new BusTarget(intake, clock);
        this.tags = new EventsTags(store);
    }

    /** From now on schedules tick; every target is registered by now. */
    public void start(TimerService timers) {
        timers.handle(RuleSchedules.OWNER, schedules);
    }

    /** Buses, for the delivery router. */
    public EventTarget eventTarget() {
        return target;
    }

    /** The resource types of this service. */
    public static List<ResourceHandler> resources(OperationCaller operations) {
        return List.of(new RuleHandler(operations), new EventBusHandler(operations));
    }

    @Override
    public PutRuleResponse putRule(PutRuleRequest input, CallContext context) {
        return rules.put(input, context);
    }

    @Override
    public DescribeRuleResponse describeRule(DescribeRuleRequest input, CallContext context) {
        return rules.describe(input, context);
    }

    @Override
    public ListRulesResponse listRules(ListRulesRequest input, CallContext context) {
        return rules.list(input, context);
    }

    @Override
    public DeleteRuleOutput deleteRule(DeleteRuleRequest input, CallContext context) {
        rules.delete(input, context);
        return new DeleteRuleOutput();
    }

    @Override
    public EnableRuleOutput enableRule(EnableRuleRequest input, CallContext context) {
        rules.setEnabled(input.name(), Place.of(input.eventBusName(), context), true);
        return new EnableRuleOutput();
    }

    @Override
    public DisableRuleOutput disableRule(DisableRuleRequest input, CallContext context) {
        rules.setEnabled(input.name(), Place.of(input.eventBusName(), context), false);
        return new DisableRuleOutput();
    }

    @Override
    public PutTargetsResponse putTargets(PutTargetsRequest input, CallContext context) {
        return targets.put(input, context);
    }

    @Override
    public RemoveTargetsResponse removeTargets(RemoveTargetsRequest input, CallContext context) {
        return targets.remove(input, context);
    }

    @Override
    public ListTargetsByRuleResponse listTargetsByRule(ListTargetsByRuleRequest input, CallContext context) {
        return targets.list(input, context);
    }

    @Override
    public ListRuleNamesByTargetResponse listRuleNamesByTarget(
            ListRuleNamesByTargetRequest input, CallContext context) {
        return targets.rulesOf(input, context);
    }

    @Override
    public PutEventsResponse putEvents(PutEventsRequest input, CallContext context) {
        return intake.put(input, context);
    }

    @Override
    public TestEventPatternResponse testEventPattern(TestEventPatternRequest input, CallContext context) {
        JsonValue.Obj event = EventIntake.object(input.event());
        if (event == null) {
            throw EventsErrors.invalid("Parameter Event is not valid. Reason: it is no JSON object.");
        }
        return new TestEventPatternResponse(Rules.pattern(input.eventPattern()).matches(event));
    }

    @Override
    public CreateEventBusResponse createEventBus(CreateEventBusRequest input, CallContext context) {
        return buses.create(input, context);
    }

    @Override
    public DescribeEventBusResponse describeEventBus(DescribeEventBusRequest input, CallContext context) {
        return buses.describe(input, context);
    }

    @Override
    public ListEventBusesResponse listEventBuses(ListEventBusesRequest input, CallContext context) {
        return buses.list(input, context);
    }

    @Override
    public DeleteEventBusOutput deleteEventBus(DeleteEventBusRequest input, CallContext context) {
        buses.delete(input, context);
        return new DeleteEventBusOutput();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest input, CallContext context) {
        tags.add(input.resourceARN(), input.tags());
        return new TagResourceResponse();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest input, CallContext context) {
        tags.remove(input.resourceARN(), input.tagKeys());
        return new UntagResourceResponse();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest input, CallContext context) {
        return new ListTagsForResourceResponse(tags.list(input.resourceARN()));
    }
}
