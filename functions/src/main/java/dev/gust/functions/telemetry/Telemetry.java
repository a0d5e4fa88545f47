package dev.gust.functions.telemetry;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The telemetry of one environment. Until its initialisation is over extensions may subscribe, and hear what happened before they did. To
 * publish never waits: who does not listen fast enough misses events, and is told how many.
 */
public final class Telemetry {
    private static final int EARLY_BYTES = 256 * 1024;

    private final String name;
    private final Clock clock;
    private final TelemetryBudget budget;
    private final Connector connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<TelemetryEvent> early = new ArrayDeque<>();
    private int earlyBytes;
    private int earlyMissed;
    private int earlyMissedBytes;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private boolean open = true;
    private boolean closed;
    /** Read by everybody who has something to publish, so that it costs nothing where nobody listens. */
    private volatile boolean wanted = true;

    /** Reaches into the environment. */
    @FunctionalInterface
    public interface Connector {
        /** A blocking connection to a port of the environment's loopback. */
        SocketChannel connect(int port) throws IOException;
    }

    /** @param name of the environment, for logs */
    public Telemetry(String name, Clock clock, TelemetryBudget budget, Connector connector) {
        this.name = name;
        this.clock = clock;
        this.budget = budget;
        this.connector = connector;
    }

    /** Whether there is anybody to publish for, or may yet be. */
    public boolean wanted() {
        return wanted;
    }

    public void publish(TelemetryEvent event) {
        if (!wanted) {
            return;
        }
        lock.lock();
        try {
            if (open) {
                keep(event);
            }
            subscriptions.values().forEach(subscription -> subscription.add(event));
        } finally {
            lock.unlock();
        }
    }

    private void keep(TelemetryEvent event) {
        if (earlyBytes + event.size() <= EARLY_BYTES) {
            early.add(event);
            earlyBytes += event.size();
        } else {
            earlyMissed++;
            earlyMissedBytes += event.size();
        }
    }

    /** Whether it was in time. A second subscription of an extension replaces its first. */
    public boolean subscribe(String extension, SubscriptionRequest request) {
        lock.lock();
        try {
            if (!open || closed) {
                return false;
            }
            Subscription made = new Subscription(request, clock, budget, connector, name + '/' + extension);
            early.forEach(made::add);
            made.missed(earlyMissed, earlyMissedBytes);
            Subscription former = subscriptions.put(extension, made);
            if (former != null) {
                former.close();
            }
            made.begin();
        } finally {
            lock.unlock();
        }
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("name", JsonValue.of(extension));
        record.put("state", JsonValue.of("Subscribed"));
        record.put(
                "types",
                JsonValue.array(request.types().stream()
                        .sorted()
                        .map(type -> JsonValue.of(type.word()))
                        .toList()));
        publish(TelemetryEvent.platform(clock.instant(), "telemetrySubscription", new JsonValue.Obj(record)));
        return true;
    }

    /** The initialisation is over: nobody may subscribe any more. */
    public void initialised() {
        lock.lock();
        try {
            open = false;
            early.clear();
            wanted = !subscriptions.isEmpty() && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Its processes run, or will soon be frozen: what failed is tried again only while they run. */
    public void awake(boolean running) {
        if (!wanted) {
            return;
        }
        lock.lock();
        try {
            subscriptions.values().forEach(subscription -> subscription.awake(running));
        } finally {
            lock.unlock();
        }
    }

    /** What waits is sent without waiting for more, from now on. */
    public void flush() {
        lock.lock();
        try {
            subscriptions.values().forEach(Subscription::flush);
        } finally {
            lock.unlock();
        }
    }

    /** The environment is gone. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            open = false;
            wanted = false;
            early.clear();
            subscriptions.values().forEach(Subscription::close);
            subscriptions.clear();
        } finally {
            lock.unlock();
        }
    }
}
