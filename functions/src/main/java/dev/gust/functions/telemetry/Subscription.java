package dev.gust.functions.telemetry;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one extension is to be told: a bounded buffer, and a thread that sends from it. Sending has no limit of time, since an environment
 * may be frozen in the middle of it; it ends with the environment. Meanwhile the buffer fills, and then drops.
 */
final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String BEHIND =
            "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

    private final SubscriptionRequest request;
    private final Clock clock;
    private final TelemetryBudget budget;
    private final Delivery delivery;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    /** Of what is being sent. */
    private int sentItems;

    private int sentBytes;
    private long oldestNanos;
    private long droppedRecords;
    private long droppedBytes;
    private boolean awake = true;
    private boolean flushing;
    private boolean closed;

    Subscription(
            SubscriptionRequest request,
            Clock clock,
            TelemetryBudget budget,
            Telemetry.Connector connector,
            String name) {
        this.request = request;
        this.clock = clock;
        this.budget = budget;
        this.delivery = new Delivery(request.destination(), connector);
        this.name = name;
    }

    void begin() {
        Thread.ofVirtual().name("gust-telemetry").start(this::run);
    }

    void add(TelemetryEvent event) {
        if (!request.types().contains(event.category())) {
            return;
        }
        byte[] encoded = event.encoded(request.structured());
        lock.lock();
        try {
            if (closed) {
                return;
            }
            boolean room = waitingBytes + sentBytes + encoded.length <= 2L * request.maximumBytes()
                    && waiting.size() + sentItems < 2L * request.maximumItems();
            if (!room || !budget.take(encoded.length)) {
                droppedRecords++;
                droppedBytes += encoded.length;
                return;
            }
            if (waiting.isEmpty()) {
                oldestNanos = clock.nanoTime();
            }
            waiting.add(encoded);
            waitingBytes += encoded.length;
            if (waiting.size() == 1 || full()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What nobody kept for it. */
    void missed(int records, int bytes) {
        lock.lock();
        try {
            droppedRecords += records;
            droppedBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    void awake(boolean running) {
        lock.lock();
        try {
            awake = running;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void flush() {
        lock.lock();
        try {
            flushing = true;
            awake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            budget.give(waitingBytes);
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        delivery.close();
    }

    private boolean full() {
        return waiting.size() >= request.maximumItems() || waitingBytes >= request.maximumBytes();
    }

    private void run() {
        try {
            for (List<byte[]> batch = take(); !batch.isEmpty(); batch = take()) {
                send(batch);
                sent();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sent();
            delivery.close();
        }
    }

    /** The next batch, when it is time; empty when there will be none. */
    private List<byte[]> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long due = oldestNanos + request.timeout().toNanos() - clock.nanoTime();
                if (!waiting.isEmpty() && (full() || flushing || due <= 0)) {
                    return batch();
                }
                if (waiting.isEmpty()) {
                    changed.await();
                } else {
                    long left = changed.awaitNanos(due);
                    LOG.log(System.Logger.Level.TRACE, () -> "telemetry=" + name + " early=" + (left > 0));
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> batch() {
        List<byte[]> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < request.maximumItems() && sentBytes < request.maximumBytes()) {
            byte[] next = waiting.removeFirst();
            batch.add(next);
            sentBytes += next.length;
        }
        waitingBytes -= sentBytes;
        sentItems = batch.size();
        oldestNanos = clock.nanoTime();
        if (droppedRecords > 0) {
            batch.add(dropped().encoded(request.structured()));
            droppedRecords = 0;
            droppedBytes = 0;
        }
        return batch;
    }

    private TelemetryEvent dropped() {
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("reason", JsonValue.of(BEHIND));
        record.put("droppedRecords", JsonValue.of(droppedRecords));
        record.put("droppedBytes", JsonValue.of(droppedBytes));
        return TelemetryEvent.platform(clock.instant(), "logsDropped", new JsonValue.Obj(record));
    }

    /** Until it has been taken, or there is nobody any more who could. */
    private void send(List<byte[]> batch) throws InterruptedException {
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            try {
                delivery.send(batch);
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "telemetry=" + name + " delivery=failed", e);
            }
            if (rest(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Waits before the next attempt, which a frozen environment is spared; whether there will be none. */
    private boolean rest(Duration pause) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pause.toNanos();
            while (!closed && (left > 0 || !awake)) {
                if (awake) {
                    left = changed.awaitNanos(left);
                } else {
                    changed.await();
                }
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void sent() {
        lock.lock();
        try {
            budget.give(sentBytes);
            sentBytes = 0;
            sentItems = 0;
        } finally {
            lock.unlock();
        }
    }
}
