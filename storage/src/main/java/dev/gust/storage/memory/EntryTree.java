package dev.gust.storage.memory;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map of entries: a treap, whose priorities are hashes of the keys. So equal contents have equal shape,
 * and removing a range is two splits and a merge.
 */
public final class EntryTree {
    public static final EntryTree EMPTY = new EntryTree(null);

    private final @Nullable Node root;

    private EntryTree(@Nullable Node root) {
        this.root = root;
    }

    private record Node(
            Entry entry,
            int priority,
            @Nullable Node left,
            @Nullable Node right) {
        Node with(@Nullable Node newLeft, @Nullable Node newRight) {
            return new Node(entry, priority, newLeft, newRight);
        }
    }

    private record Halves(@Nullable Node below, @Nullable Node above) {}

    public @Nullable Entry get(Key key) {
        Node node = root;
        while (node != null) {
            int order = key.compareTo(node.entry().key());
            if (order == 0) {
                return node.entry();
            }
            node = order < 0 ? node.left() : node.right();
        }
        return null;
    }

    public EntryTree put(Entry entry) {
        return new EntryTree(insert(root, entry, priority(entry.key())));
    }

    public EntryTree remove(Key key) {
        return get(key) == null ? this : new EntryTree(remove(root, key));
    }

    public EntryTree removeRange(KeyRange range) {
        if (range.isEmpty()) {
            return this;
        }
        Halves low = split(root, range.from());
        Halves high = split(low.above(), range.to());
        return new EntryTree(merge(low.below(), high.above()));
    }

    /** Visits the range in order for as long as the visitor answers true. */
    public void forward(KeyRange range, Predicate<Entry> visitor) {
        forward(root, range, visitor);
    }

    /** Visits the range from its end for as long as the visitor answers true. */
    public void backward(KeyRange range, Predicate<Entry> visitor) {
        backward(root, range, visitor);
    }

    private static boolean forward(@Nullable Node node, KeyRange range, Predicate<Entry> visitor) {
        if (node == null) {
            return true;
        }
        boolean fromReached = node.entry().key().compareTo(range.from()) >= 0;
        boolean beforeTo = node.entry().key().compareTo(range.to()) < 0;
        return (!fromReached || forward(node.left(), range, visitor))
                && (!fromReached || !beforeTo || visitor.test(node.entry()))
                && (!beforeTo || forward(node.right(), range, visitor));
    }

    private static boolean backward(@Nullable Node node, KeyRange range, Predicate<Entry> visitor) {
        if (node == null) {
            return true;
        }
        boolean fromReached = node.entry().key().compareTo(range.from()) >= 0;
        boolean beforeTo = node.entry().key().compareTo(range.to()) < 0;
        return (!beforeTo || backward(node.right(), range, visitor))
                && (!fromReached || !beforeTo || visitor.test(node.entry()))
                && (!fromReached || backward(node.left(), range, visitor));
    }

    private static Node insert(@Nullable Node node, Entry entry, int priority) {
        if (node == null) {
            return new Node(entry, priority, null, null);
        }
        int order = entry.key().compareTo(node.entry().key());
        if (order == 0) {
            return new Node(entry, node.priority(), node.left(), node.right());
        }
        // The key cannot be below this node: it would have the same priority, and parents have higher ones.
        if (priority > node.priority()) {
            Halves halves = split(node, entry.key());
            return new Node(entry, priority, halves.below(), halves.above());
        }
        return order < 0
                ? node.with(insert(node.left(), entry, priority), node.right())
                : node.with(node.left(), insert(node.right(), entry, priority));
    }

    private static @Nullable Node remove(@Nullable Node node, Key key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.entry().key());
        if (order == 0) {
            return merge(node.left(), node.right());
        }
        return order < 0
                ? node.with(remove(node.left(), key), node.right())
                : node.with(node.left(), remove(node.right(), key));
    }

    /** Keys before {@code key}, and the others. */
    private static Halves split(@Nullable Node node, Key key) {
        if (node == null) {
            return new Halves(null, null);
        }
        if (node.entry().key().compareTo(key) < 0) {
            Halves halves = split(node.right(), key);
            return new Halves(node.with(node.left(), halves.below()), halves.above());
        }
        Halves halves = split(node.left(), key);
        return new Halves(halves.below(), node.with(halves.above(), node.right()));
    }

    private static @Nullable Node merge(@Nullable Node low, @Nullable Node high) {
        if (low == null) {
            return high;
        }
        if (high == null) {
            return low;
        }
        return low.priority() >= high.priority()
                ? low.with(low.left(), merge(low.right(), high))
                : high.with(merge(low, high.left()), high.right());
    }

    private static int priority(Key key) {
        int hash = key.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }
}
