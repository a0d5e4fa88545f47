package dev.gust.services.scheduler;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.scheduler.CreateScheduleInput;
import dev.gust.wire.model.scheduler.CreateScheduleOutput;
import dev.gust.wire.model.scheduler.DeleteScheduleInput;
import dev.gust.wire.model.scheduler.DeleteScheduleOutput;
import dev.gust.wire.model.scheduler.GetScheduleInput;
import dev.gust.wire.model.scheduler.GetScheduleOutput;
import dev.gust.wire.model.scheduler.ListSchedulesInput;
import dev.gust.wire.model.scheduler.ListSchedulesOutput;
import dev.gust.wire.model.scheduler.Scheduler;
import dev.gust.wire.model.scheduler.UpdateScheduleInput;
import dev.gust.wire.model.scheduler.UpdateScheduleOutput;
import dev.gust.wire.operation.CallContext;

/** The operations of EventBridge Scheduler. */
public final class SchedulerService implements Scheduler {
    private final ScheduleTicks ticks;
    private final Schedules schedules;

    public SchedulerService(
            OrderedStore store, TimerService timers, EventOutbox outbox, RoleDirectory roles, Clock clock, Ids ids) {
        this.ticks = new ScheduleTicks(timers.timers(), outbox, clock, ids);
        this.schedules = new Schedules(store, ticks, outbox, roles, clock);
    }

    /** From now on schedules tick; every target is registered by now. */
    public void start(TimerService timers) {
        timers.handle(ScheduleTicks.OWNER, ticks);
    }

    /** The resource type of this service. */
    public static ResourceHandler resource(OperationCaller operations) {
        return new ScheduleHandler(operations);
    }

    @Override
    public CreateScheduleOutput createSchedule(CreateScheduleInput input, CallContext context) {
        return new CreateScheduleOutput(schedules.create(input, context));
    }

    @Override
    public UpdateScheduleOutput updateSchedule(UpdateScheduleInput input, CallContext context) {
        CreateScheduleInput same = CreateScheduleInput.builder()
                .name(input.name())
                .groupName(input.groupName())
                .description(input.description())
                .scheduleExpression(input.scheduleExpression())
                .scheduleExpressionTimezone(input.scheduleExpressionTimezone())
                .startDate(input.startDate())
                .endDate(input.endDate())
                .flexibleTimeWindow(input.flexibleTimeWindow())
                .state(input.state())
                .actionAfterCompletion(input.actionAfterCompletion())
                .kmsKeyArn(input.kmsKeyArn())
                .target(input.target())
                .build();
        return new UpdateScheduleOutput(schedules.update(same, context));
    }

    @Override
    public GetScheduleOutput getSchedule(GetScheduleInput input, CallContext context) {
        return schedules.get(input.groupName(), input.name(), context);
    }

    @Override
    public DeleteScheduleOutput deleteSchedule(DeleteScheduleInput input, CallContext context) {
        schedules.delete(input.groupName(), input.name(), context);
        return new DeleteScheduleOutput();
    }

    @Override
    public ListSchedulesOutput listSchedules(ListSchedulesInput input, CallContext context) {
        return schedules.list(input, context);
    }
}
