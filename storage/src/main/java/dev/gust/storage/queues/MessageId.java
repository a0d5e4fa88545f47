package dev.gust.storage.queues;

import java.util.Comparator;

/** Names a message within its queue: the version of the commit that added it, and a number within that commit. */
public record MessageId(long version, long ordinal) implements Comparable<MessageId> {
    private static final Comparator<MessageId> ORDER =
            Comparator.comparingLong(MessageId::version).thenComparingLong(MessageId::ordinal);

    @Override
    public int compareTo(MessageId other) {
        return ORDER.compare(this, other);
    }
}
