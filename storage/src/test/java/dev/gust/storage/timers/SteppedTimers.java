package dev.gust.storage.timers;

import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import java.util.List;

/** One node's timers of one owner, for simulations that step them. */
public final class SteppedTimers {
    public static final String OWNER = "simulated";

    private final Timers timers = new Timers();
    private final OwnerTimers rules;

    public SteppedTimers(OrderedStore store, Clock clock, String node, TimerHandler handler) {
        this.rules = new OwnerTimers(store, timers, clock, node, OWNER, handler);
        timers.listen((owner, dueMillis) -> rules.heardOf(dueMillis));
    }

    public Timers timers() {
        return timers;
    }

    public List<Timer> due() {
        return rules.due();
    }

    public void fire(Timer timer) {
        rules.fire(timer);
    }
}
