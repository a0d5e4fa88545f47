/**
 * EventBridge, first cut: buses, rules, targets, schedules and events put by callers.
 *
 * <p>A rule has a pattern, a schedule, or both. PutEvents matches the rules of its bus and writes a delivery for each target
 * into the outbox, in one commit; a schedule does the same in the commit that removes its timer and sets the next. So an
 * accepted event and a tick survive the process, and what reaches a target goes the way of every other event.
 *
 * <p>Operations: PutRule, DescribeRule, ListRules, DeleteRule, EnableRule, DisableRule, PutTargets, RemoveTargets,
 * ListTargetsByRule, ListRuleNamesByTarget, PutEvents, TestEventPattern, CreateEventBus, DescribeEventBus, ListEventBuses,
 * DeleteEventBus, and tags. Resource types: {@code AWS::Events::Rule}, {@code AWS::Events::EventBus}.
 *
 * <p>Known gaps, each refused by name: targets other than functions, roles of rules and targets, archives, replays,
 * connections, API destinations, permissions of buses and buses of other accounts. Rules are looked up one by one for each
 * event: a bus has three hundred at most.
 */
@NullMarked
package dev.gust.services.events;

import org.jspecify.annotations.NullMarked;
