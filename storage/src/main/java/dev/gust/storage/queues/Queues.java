package dev.gust.storage.queues;

import dev.gust.base.time.Clock;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds, claims and acknowledges messages. A queue is a key, best in {@link dev.gust.storage.KeySpace#CHURN}, that nothing else
 * lies below.
 *
 * <pre>{@code
 * store.write(tx -> queues.add(tx, queue, body, Duration.ZERO));
 * for (ClaimedMessage message : queues.claim(queue, Claim.of(10, Duration.ofSeconds(30)))) {
 *     ...
 *     queues.acknowledge(queue, message.receipt());
 * }
 * }</pre>
 */
public final class Queues {
    private static final int HEADS = 10_000;
    private static final int ATTEMPTS = 12;
    private static final int WINDOW = 1_024;

    private final OrderedStore store;
    private final Clock clock;
    private final int window;
    private final Map<Key, QueueHead> heads = new LinkedHashMap<>(16, 0.75f, true);

    public Queues(OrderedStore store, Clock clock) {
        this(store, clock, WINDOW);
    }

    /** {@code window}: how many messages at the head of each queue to know, so as not to look for them again. */
    public Queues(OrderedStore store, Clock clock, int window) {
        this.store = store;
        this.clock = clock;
        this.window = window;
    }

    /** Adds a message with the transaction's commit; {@code delay} is how long nobody can claim it. */
    public void add(Transaction transaction, Key queue, byte[] body, Duration delay) {
        QueueHead head = head(queue);
        QueueKeys keys = head.keys();
        Instant now = clock.instant();
        int ordinal = transaction.nextOrdinal();
        @Nullable Long until = delay.isZero() ? null : now.plus(delay).toEpochMilli();
        transaction.put(keys.newBody(ordinal), body);
        transaction.put(keys.newState(ordinal), MessageState.CODEC, new MessageState(now, null, 0, until));
        if (until == null) {
            transaction.put(keys.newReady(ordinal), QueueKeys.DELAYED);
        } else {
            transaction.put(keys.newWaiting(until, ordinal), QueueKeys.DELAYED);
        }
        transaction.afterCommit(version ->
                head.offer(new LaneEntry(until == null ? 0 : until, new MessageId(version, ordinal)), version));
    }

    /** Claims messages that are ready, without waiting for any. A claim that a crash of the machine takes back was none. */
    public List<ClaimedMessage> claim(Key queue, Claim claim) {
        QueueHead head = head(queue);
        // Where others work on the queue too, many candidates may be theirs already: so ever more are looked at.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Instant now = clock.instant();
            int most = Math.min(Math.max(claim.most(), window), claim.most() << attempt);
            List<LaneEntry> candidates = head.take(most, now);
            if (candidates.isEmpty()) {
                return List.of();
            }
            List<ClaimedMessage> claimed = claim(head, claim, now, candidates);
            if (!claimed.isEmpty()) {
                return claimed;
            }
        }
        return List.of();
    }

    /** As {@link #claim(Key, Claim)}, and waits so long for a first one. */
    public List<ClaimedMessage> claim(Key queue, Claim claim, Duration wait) throws InterruptedException {
        QueueHead head = head(queue);
        Instant end = clock.instant().plus(wait);
        while (true) {
            long seen = head.arrivals();
            List<ClaimedMessage> claimed = claim(queue, claim);
            Duration left = Duration.between(clock.instant(), end);
            if (!claimed.isEmpty() || left.isNegative() || left.isZero()) {
                return claimed;
            }
            head.awaitArrival(seen, untilNext(head, left));
        }
    }

    /** Removes a message for good. False when it is gone, or was claimed by somebody else since. */
    public boolean acknowledge(Key queue, Receipt receipt) {
        return store.transact(tx -> acknowledge(tx, queue, receipt));
    }

    /** As part of a commit: the message goes with what came of it. */
    public boolean acknowledge(Transaction transaction, Key queue, Receipt receipt) {
        QueueKeys keys = head(queue).keys();
        Optional<MessageState> state = held(transaction, keys, receipt);
        state.ifPresent(held -> remove(transaction, keys, receipt.message(), held));
        return state.isPresent();
    }

    /**
     * Lets nobody else claim the message for so long from now; zero makes it ready at once. False when it is gone, or was
     * claimed by somebody else since.
     */
    public boolean extend(Key queue, Receipt receipt, Duration duration) {
        QueueHead head = head(queue);
        return store.transact(tx -> {
            QueueKeys keys = head.keys();
            Optional<MessageState> state = held(tx, keys, receipt);
            if (state.isEmpty()) {
                return false;
            }
            long until = clock.instant().plus(duration).toEpochMilli();
            MessageId id = receipt.message();
            tx.delete(keys.lane(id, state.get().waitsUntilMillis()));
            tx.put(keys.lane(id, until), QueueKeys.CLAIMED);
            tx.put(keys.state(id), MessageState.CODEC, state.get().waiting(until));
            tx.afterCommit(version -> head.offer(new LaneEntry(until, id), version));
            return true;
        });
    }

    /** Removes everything from the queue, or all of the queue: it is only a key. */
    public void clear(Transaction transaction, Key queue) {
        transaction.deleteRange(KeyRange.under(queue));
        transaction.afterCommit(version -> head(queue).forget());
    }

    /** Counts the queue's messages, up to so many of each kind. */
    public QueueDepth depth(Reader reader, Key queue, int most) {
        QueueKeys keys = head(queue).keys();
        int ready = 0;
        for (Entry ignored : entries(reader, keys.ready(), most)) {
            ready++;
        }
        long now = clock.instant().toEpochMilli();
        int claimed = 0;
        int delayed = 0;
        for (Entry entry : entries(reader, keys.waiting(), most)) {
            if (keys.waitingEntry(entry).untilMillis() <= now) {
                ready++;
            } else if (entry.value()[0] == QueueKeys.CLAIMED[0]) {
                claimed++;
            } else {
                delayed++;
            }
        }
        return new QueueDepth(ready, claimed, delayed);
    }

    private List<ClaimedMessage> claim(QueueHead head, Claim claim, Instant now, List<LaneEntry> candidates) {
        int[] looked = {0};
        try {
            return store.transact(tx -> {
                tx.relaxed();
                looked[0] = 0;
                List<ClaimedMessage> messages = new ArrayList<>();
                while (looked[0] < candidates.size() && messages.size() < claim.most()) {
                    claimOne(tx, head, claim, now, candidates.get(looked[0])).ifPresent(messages::add);
                    looked[0]++;
                }
                return messages;
            });
        } catch (RuntimeException failure) {
            looked[0] = 0;
            throw failure;
        } finally {
            candidates.subList(looked[0], candidates.size()).forEach(head::giveBack);
        }
    }

    private Optional<ClaimedMessage> claimOne(
            Transaction tx, QueueHead head, Claim claim, Instant now, LaneEntry candidate) {
        QueueKeys keys = head.keys();
        MessageId id = candidate.id();
        Optional<MessageState> found = tx.get(keys.state(id), MessageState.CODEC);
        if (found.isEmpty() || laneMillis(found.get()) != candidate.untilMillis()) {
            return Optional.empty();
        }
        MessageState state = found.get();
        byte[] body = tx.snapshot().get(keys.body(id)).map(Entry::value).orElseThrow();
        if (claim.isExhausted(state.claims())) {
            remove(tx, keys, id, state);
            claim.onExhausted().accept(tx, body);
            return Optional.empty();
        }
        long until = now.plus(claim.duration()).toEpochMilli();
        MessageState claimed = state.claimed(now, until);
        tx.delete(keys.lane(id, state.waitsUntilMillis()));
        tx.put(keys.lane(id, until), QueueKeys.CLAIMED);
        tx.put(keys.state(id), MessageState.CODEC, claimed);
        tx.afterCommit(version -> head.offer(new LaneEntry(until, id), version));
        Instant first = claimed.firstClaimed() == null ? now : claimed.firstClaimed();
        return Optional.of(new ClaimedMessage(new Receipt(id, claimed.claims()), body, state.added(), first));
    }

    /** The message's state if the receipt is of its last claim, or of one that a crash took back. */
    private static Optional<MessageState> held(Transaction tx, QueueKeys keys, Receipt receipt) {
        return tx.get(keys.state(receipt.message()), MessageState.CODEC)
                .filter(state -> state.claims() <= receipt.claim());
    }

    private static void remove(Transaction tx, QueueKeys keys, MessageId id, MessageState state) {
        tx.delete(keys.body(id));
        tx.delete(keys.state(id));
        tx.delete(keys.lane(id, state.waitsUntilMillis()));
    }

    private static long laneMillis(MessageState state) {
        Long until = state.waitsUntilMillis();
        return until == null ? 0 : until;
    }

    private Duration untilNext(QueueHead head, Duration left) {
        Duration next = head.nextWaiting()
                .map(until -> Duration.between(clock.instant(), until))
                .orElse(left);
        Duration shortest = next.compareTo(left) < 0 ? next : left;
        return shortest.compareTo(QueueHead.FULL_LOOK) < 0 ? shortest : QueueHead.FULL_LOOK;
    }

    private static List<Entry> entries(Reader reader, KeyRange range, int most) {
        Page page = reader.scan(Scan.of(range).limit(most).maxBytes(Integer.MAX_VALUE));
        return page.entries();
    }

    /** Knowledge of queues is only memory: that of the one not used for longest goes first. */
    private QueueHead head(Key queue) {
        synchronized (heads) {
            QueueHead head = heads.computeIfAbsent(queue, key -> new QueueHead(store, new QueueKeys(key), window));
            if (heads.size() > HEADS) {
                heads.remove(heads.keySet().iterator().next());
            }
            return head;
        }
    }
}
