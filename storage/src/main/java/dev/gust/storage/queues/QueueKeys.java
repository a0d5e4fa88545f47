package dev.gust.storage.queues;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeyReader;
import dev.gust.storage.StampedKey;
import org.jspecify.annotations.Nullable;

/** Where a queue's parts lie below its key. */
record QueueKeys(Key queue) {
    private static final long BODY = 1;
    private static final long STATE = 2;
    private static final long READY = 3;
    private static final long WAITING = 4;

    static final byte[] DELAYED = {0};
    static final byte[] CLAIMED = {1};

    StampedKey newBody(long ordinal) {
        return queue.plus(BODY).plusCommitVersion().plus(ordinal);
    }

    StampedKey newState(long ordinal) {
        return queue.plus(STATE).plusCommitVersion().plus(ordinal);
    }

    StampedKey newReady(long ordinal) {
        return queue.plus(READY).plusCommitVersion().plus(ordinal);
    }

    StampedKey newWaiting(long untilMillis, long ordinal) {
        return queue.plus(WAITING).plus(untilMillis).plusCommitVersion().plus(ordinal);
    }

    Key body(MessageId id) {
        return plus(queue.plus(BODY), id);
    }

    Key state(MessageId id) {
        return plus(queue.plus(STATE), id);
    }

    /** The message's entry in its lane. */
    Key lane(MessageId id, @Nullable Long waitsUntilMillis) {
        return waitsUntilMillis == null
                ? plus(queue.plus(READY), id)
                : plus(queue.plus(WAITING).plus(waitsUntilMillis), id);
    }

    KeyRange ready() {
        return KeyRange.under(queue.plus(READY));
    }

    KeyRange waiting() {
        return KeyRange.under(queue.plus(WAITING));
    }

    LaneEntry readyEntry(Entry entry) {
        return new LaneEntry(0, id(entry.key().partsAfter(queue.plus(READY))));
    }

    LaneEntry waitingEntry(Entry entry) {
        KeyReader parts = entry.key().partsAfter(queue.plus(WAITING));
        return new LaneEntry(parts.number(), id(parts));
    }

    private static Key plus(Key parent, MessageId id) {
        return parent.plusVersion(id.version()).plus(id.ordinal());
    }

    private static MessageId id(KeyReader parts) {
        return new MessageId(parts.version(), parts.number());
    }
}
