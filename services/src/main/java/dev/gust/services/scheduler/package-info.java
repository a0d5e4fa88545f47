/**
 * EventBridge Scheduler, first cut: schedules of the default group, at a rate, by a calendar in any time zone, or once.
 *
 * <p>Each has one durable timer; a tick's event and the next timer are one commit. A target is called with the schedule's role:
 * that the role exists and trusts Scheduler is asked when the schedule is made, what its policies allow is not enforced yet, as
 * for every role.
 *
 * <p>Operations: CreateSchedule, GetSchedule, UpdateSchedule, DeleteSchedule, ListSchedules. Resource type: {@code
 * AWS::Scheduler::Schedule}. Known gaps, each refused by name: groups other than the default one, targets other than functions,
 * keys of one's own. A flexible time window is kept by being on time.
 */
@NullMarked
package dev.gust.services.scheduler;

import org.jspecify.annotations.NullMarked;
