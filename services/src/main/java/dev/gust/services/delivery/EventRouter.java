package dev.gust.services.delivery;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.Settlement;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageException;
import dev.gust.storage.outbox.Lanes;
import dev.gust.storage.outbox.Outbox;
import dev.gust.storage.outbox.Pending;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Carries out what {@link Lanes} decides: loads a delivery, hands it to its target, and commits what came of it. Each
 * delivery has a virtual thread; a thread of its own waits for due times and sweeps the store.
 *
 * <p>A delivery stays in the store until its end is committed. So a crash at any moment leads to another attempt, with the
 * same event id, and never to a loss.
 */
public final class EventRouter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventRouter.class.getName());
    private static final Key WAITING = Key.of(KeySpace.CHURN, "delivery", "waiting");
    private static final Key BODIES = Key.of(KeySpace.CONTENT, "delivery", "bodies");
    private static final int LANES_PER_SWEEP_STEP = 256;
    private static final Duration STORAGE_PAUSE = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final DeliverySettings settings;
    private final Clock clock;
    private final Outbox<DeliveryRecord> store;
    private final DeliveryOutbox outbox;
    private final Attempt attempt;
    private final Map<String, EventTarget> targets = new ConcurrentHashMap<>();
    private final ExecutorService deliveries;
    private final Thread keeper;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    /** Guarded by the lock, as are the two below. */
    private final Lanes lanes;

    private boolean started;
    private boolean closed;

    public EventRouter(OrderedStore store, Clock clock, Ids ids, DeliverySettings settings) {
        this(store, clock, ids, settings, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** With the order of deliveries in somebody else's hands, as in simulations. */
    EventRouter(OrderedStore store, Clock clock, Ids ids, DeliverySettings settings, ExecutorService deliveries) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.clock = clock;
        this.store = stored(store);
        this.attempt = new Attempt(settings);
        this.lanes = new Lanes(settings.lanes());
        this.outbox = new DeliveryOutbox(this.store, clock, ids, targets::containsKey, this::announced);
        this.keeper = Thread.ofVirtual().name("delivery-keeper").unstarted(this::keepTime);
    }

    /** The deliveries that a store holds. */
    static Outbox<DeliveryRecord> stored(OrderedStore store) {
        return new Outbox<>(store, WAITING, BODIES, DeliveryRecord.CODEC);
    }

    /** Takes deliveries from now on; they begin with {@link #start}. */
    public EventOutbox outbox() {
        return outbox;
    }

    public void register(EventTarget target) {
        if (targets.putIfAbsent(target.service(), target) != null) {
            throw new IllegalStateException("two targets for ARNs of " + target.service());
        }
    }

    /** Begins to deliver, what an earlier process left included. All targets are registered by now. */
    public void start() {
        begin();
        keeper.start();
    }

    /** As {@link #start}, but {@link #sweep} and {@link #proceed} are the caller's to call. */
    void begin() {
        lock.lock();
        try {
            started = true;
        } finally {
            lock.unlock();
        }
    }

    /** Begins no more deliveries and gives those under way a moment; what they do not finish, the next process repeats. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            sooner.signalAll();
        } finally {
            lock.unlock();
        }
        deliveries.shutdown();
        try {
            if (!deliveries.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                deliveries.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins what is due by now. */
    void proceed() {
        decide(() -> {});
    }

    private void announced(Pending pending) {
        decide(() -> lanes.offer(pending));
    }

    private void decide(Runnable news) {
        List<Lanes.Step> steps;
        lock.lock();
        try {
            long wake = lanes.nextWake();
            news.run();
            if (!started || closed) {
                return;
            }
            steps = lanes.steps(clock.instant().toEpochMilli());
            if (lanes.nextWake() < wake) {
                sooner.signalAll();
            }
        } finally {
            lock.unlock();
        }
        steps.forEach(this::carryOut);
    }

    private void carryOut(Lanes.Step step) {
        try {
            switch (step) {
                case Lanes.Step.Take(Pending pending) -> deliveries.execute(() -> deliver(pending));
                case Lanes.Step.Refill(String lane, int limit) -> deliveries.execute(() -> refill(lane, limit));
            }
        } catch (RejectedExecutionException closing) {
            LOG.log(Level.DEBUG, "event=delivery_left_for_next_start");
        }
    }

    private void deliver(Pending pending) {
        Optional<Pending> again = Optional.empty();
        try {
            Optional<DeliveryRecord> record = insist(
                    () -> store.load(pending).map(stored -> stored.record().withBody(stored.body())));
            if (record.isPresent()) {
                again = tryOnce(pending, record.get());
            }
        } catch (StoppedException stopped) {
            LOG.log(Level.DEBUG, "event=delivery_left_for_next_start");
        } catch (RuntimeException unexpected) {
            // An edge: the delivery is still in the store, and the next sweep of an empty lane finds it again.
            LOG.log(Level.ERROR, "event=delivery_broken lane=" + pending.lane(), unexpected);
        } finally {
            Optional<Pending> next = again;
            decide(() -> {
                lanes.finished(pending);
                next.ifPresent(lanes::offer);
            });
        }
    }

    private Optional<Pending> tryOnce(Pending pending, DeliveryRecord record) {
        EventTarget target = targets.getOrDefault(record.delivery().target().service(), UnknownTarget.INSTANCE);
        Attempt.Next next;
        if (Attempt.tooOld(
                record,
                target.retries(record.delivery().target(), record.delivery().retries()),
                clock.instant())) {
            next = Attempt.expired(record);
        } else {
            DeliveryResult result = handOver(target, record.delivery());
            next = attempt.after(record, result, target, clock.instant());
        }
        return switch (next) {
            case Attempt.Next.Again(Instant at, DeliveryRecord changed) ->
                insist(() -> store.reschedule(pending, at.toEpochMilli(), changed));
            case Attempt.Next.Over(Settlement settlement) -> {
                settle(pending, record.delivery(), target, settlement);
                yield Optional.empty();
            }
        };
    }

    private void settle(Pending pending, Delivery delivery, EventTarget target, Settlement settlement) {
        List<Delivery> following = target.settled(delivery, settlement);
        if (settlement instanceof Settlement.GaveUp gaveUp && following.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "event=delivery_given_up target={0} id={1} attempts={2} code={3} reason={4}",
                    delivery.target(),
                    delivery.event().id(),
                    gaveUp.attempts(),
                    gaveUp.errorCode(),
                    gaveUp.errorMessage());
        }
        insist(() -> {
            store.settle(pending, tx -> following.forEach(next -> outbox.publish(tx, next)));
            return Optional.empty();
        });
    }

    private static DeliveryResult handOver(EventTarget target, Delivery delivery) {
        try {
            return target.deliver(delivery.target(), delivery.event());
        } catch (RuntimeException unexpected) {
            // An edge: whatever a target throws, the event must not be lost, nor its lane stand still.
            LOG.log(Level.ERROR, "event=delivery_failed target=" + delivery.target(), unexpected);
            return new DeliveryResult.Later("The target could not take the event: " + unexpected.getMessage());
        }
    }

    private void refill(String lane, int limit) {
        try {
            Outbox.Found found = store.first(lane, limit);
            decide(() -> lanes.refilled(lane, found.pending(), found.rest()));
        } catch (StorageException e) {
            // The next sweep asks again.
            LOG.log(Level.WARNING, "event=delivery_refill_failed lane={0} reason={1}", lane, e.getMessage());
            decide(() -> lanes.refillFailed(lane));
        }
    }

    private void keepTime() {
        Instant sweepAt = clock.instant();
        while (true) {
            Instant now = clock.instant();
            if (!now.isBefore(sweepAt)) {
                sweep();
                sweepAt = now.plus(settings.sweepEvery());
            }
            proceed();
            if (!awaitUntil(sweepAt)) {
                return;
            }
        }
    }

    /** Waits until something may be due; false once closed. */
    private boolean awaitUntil(Instant sweepAt) {
        lock.lock();
        try {
            long waited = millisUntilWork(sweepAt);
            while (!closed && waited > 0) {
                if (sooner.await(waited, TimeUnit.MILLISECONDS)) {
                    LOG.log(Level.TRACE, "event=delivery_due_earlier");
                }
                waited = millisUntilWork(sweepAt);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long millisUntilWork(Instant sweepAt) {
        return Math.min(sweepAt.toEpochMilli(), lanes.nextWake())
                - clock.instant().toEpochMilli();
    }

    /** Looks for deliveries that nobody announced: an earlier process's, or another's. */
    void sweep() {
        try {
            String after = "";
            List<String> found;
            do {
                found = store.lanes(after, LANES_PER_SWEEP_STEP);
                for (String lane : found) {
                    decide(() -> lanes.seenInStore(lane));
                }
                after = found.isEmpty() ? "" : found.getLast();
            } while (found.size() == LANES_PER_SWEEP_STEP);
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "event=delivery_sweep_failed reason={0}", e.getMessage());
        }
    }

    /** The store may be full or busy for a while; what happened outside must still be written down. */
    private <T> Optional<T> insist(Supplier<Optional<T>> work) {
        while (true) {
            try {
                return work.get();
            } catch (StorageException e) {
                LOG.log(Level.WARNING, "event=delivery_store_failed reason={0}", e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        boolean over;
        lock.lock();
        try {
            over = closed;
        } finally {
            lock.unlock();
        }
        if (over) {
            throw new StoppedException();
        }
        try {
            clock.sleep(STORAGE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    /** The router closes while the store does not take the outcome; the next process repeats the delivery. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
