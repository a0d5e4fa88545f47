package dev.gust.storage.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Decides what is worked on next. Not safe for use by several threads: one owner calls it and carries out the steps.
 *
 * <p>Lanes with something due take turns, one entry each, so that one with a long backlog gets no more than its share; one that
 * is slow fills its own places and then waits for itself.
 */
public final class Lanes {
    /** What the owner is to do. */
    public sealed interface Step {
        /** Work on this one, and say {@link #finished} afterwards. */
        record Take(Pending pending) implements Step {}

        /** Look what waits in the store, and say {@link #refilled} or {@link #refillFailed} afterwards. */
        record Refill(String lane, int limit) implements Step {}
    }

    private record Wake(long atMillis, String lane) {}

    private final LaneLimits limits;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>(Comparator.comparingLong(Wake::atMillis));
    private final List<Step> steps = new ArrayList<>();
    private int inFlight;

    public Lanes(LaneLimits limits) {
        this.limits = limits;
    }

    /** An entry was committed. */
    public void offer(Pending pending) {
        Lane lane = lane(pending.lane());
        lane.offer(pending);
        consider(lane);
    }

    /** A sweep found that something waits in this lane. */
    public void seenInStore(String name) {
        Lane lane = lane(name);
        lane.seenInStore();
        consider(lane);
    }

    /** What was found. */
    public void refilled(String name, List<Pending> found, boolean rest) {
        Lane lane = lane(name);
        lane.refilled(found, rest);
        consider(lane);
    }

    /** Nothing could be looked up; the next sweep asks again. */
    public void refillFailed(String name) {
        lane(name).refillFailed();
    }

    /** The work on it is over, and what the store says of it now is committed. */
    public void finished(Pending pending) {
        inFlight--;
        Lane lane = lane(pending.lane());
        lane.finished(pending);
        consider(lane);
    }

    /** What is to be done now. */
    public List<Step> steps(long nowMillis) {
        while (!wakes.isEmpty() && wakes.peek().atMillis() <= nowMillis) {
            Wake wake = wakes.poll();
            Lane lane = lanes.get(wake.lane());
            if (lane != null && lane.wakeAt() == wake.atMillis()) {
                lane.wakeAt(Long.MAX_VALUE);
                enqueue(lane);
            }
        }
        while (!ready.isEmpty() && inFlight < limits.atOnce()) {
            Lane lane = ready.poll();
            lane.queued(false);
            if (lane.hasDue(nowMillis) && lane.inFlight() < limits.perLane()) {
                inFlight++;
                steps.add(new Step.Take(lane.take()));
            } else if (lane.nextDue() > nowMillis && lane.nextDue() < Long.MAX_VALUE) {
                wakeLater(lane);
                continue;
            }
            consider(lane);
        }
        List<Step> now = List.copyOf(steps);
        steps.clear();
        return now;
    }

    /** When {@link #steps} has something new to say at the latest; {@code Long.MAX_VALUE} when nothing waits for time. */
    public long nextWake() {
        return wakes.isEmpty() ? Long.MAX_VALUE : wakes.peek().atMillis();
    }

    /** How many are worked on. */
    public int inFlight() {
        return inFlight;
    }

    int lanes() {
        return lanes.size();
    }

    private Lane lane(String name) {
        return lanes.computeIfAbsent(name, absent -> new Lane(absent, limits.window()));
    }

    private void consider(Lane lane) {
        if (lane.wantsRefill()) {
            lane.refillBegins();
            steps.add(new Step.Refill(lane.name(), limits.window()));
        }
        if (lane.nextDue() < Long.MAX_VALUE && lane.inFlight() < limits.perLane()) {
            enqueue(lane);
        } else if (lane.isIdle() && !lane.queued()) {
            lanes.remove(lane.name());
        }
    }

    private void wakeLater(Lane lane) {
        if (lane.nextDue() < lane.wakeAt()) {
            lane.wakeAt(lane.nextDue());
            wakes.add(new Wake(lane.nextDue(), lane.name()));
        }
    }

    private void enqueue(Lane lane) {
        if (!lane.queued()) {
            lane.queued(true);
            ready.add(lane);
        }
    }
}
