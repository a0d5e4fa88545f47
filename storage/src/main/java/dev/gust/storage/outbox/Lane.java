package dev.gust.storage.outbox;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What memory knows of one lane: the first of its entries in order, never more than the window takes.
 *
 * <p>Invariant: an entry that waits in the store and is neither in the window nor in flight comes after everything in
 * the window, and then {@link #more} is true. So the window can be worked off in order and filled again when empty.
 */
final class Lane {
    private final String name;
    private final int capacity;
    private final TreeSet<Pending> window = new TreeSet<>();
    private final Set<String> inFlight = new HashSet<>();
    private final TreeSet<Pending> arrivedWhileRefilling = new TreeSet<>();
    private boolean more;
    private boolean refilling;
    private boolean queued;
    private long wakeAt = Long.MAX_VALUE;

    Lane(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    String name() {
        return name;
    }

    int inFlight() {
        return inFlight.size();
    }

    boolean isIdle() {
        return window.isEmpty() && inFlight.isEmpty() && !more && !refilling;
    }

    /** Whether it stands in the queue of lanes that have something to do. */
    boolean queued() {
        return queued;
    }

    void queued(boolean now) {
        queued = now;
    }

    /** For when a wake is set already; {@code Long.MAX_VALUE} for none. */
    long wakeAt() {
        return wakeAt;
    }

    void wakeAt(long millis) {
        wakeAt = millis;
    }

    void offer(Pending pending) {
        if (refilling) {
            arrivedWhileRefilling.add(pending);
            if (arrivedWhileRefilling.size() > capacity) {
                arrivedWhileRefilling.pollLast();
                more = true;
            }
            return;
        }
        // Beyond the window there may be others before it: it waits its turn in the store.
        if (more && (window.isEmpty() || pending.compareTo(window.last()) > 0)) {
            return;
        }
        insert(pending);
    }

    /** The store holds something of this lane; whether memory knows it is not known. */
    void seenInStore() {
        more = more || window.isEmpty();
    }

    boolean wantsRefill() {
        return more && window.isEmpty() && !refilling;
    }

    void refillBegins() {
        refilling = true;
        more = false;
    }

    /** Takes what a scan of the lane found from its beginning on; {@code rest} when it goes on after that. */
    void refilled(Collection<Pending> found, boolean rest) {
        refilling = false;
        List<Pending> arrived = List.copyOf(arrivedWhileRefilling);
        arrivedWhileRefilling.clear();
        Pending last = null;
        for (Pending pending : found) {
            last = pending;
            if (!inFlight.contains(pending.id())) {
                insert(pending);
            }
        }
        more = more || rest;
        for (Pending pending : arrived) {
            boolean inOrder = !rest || (last != null && pending.compareTo(last) < 0);
            if (inOrder && !inFlight.contains(pending.id())) {
                insert(pending);
            } else {
                more = true;
            }
        }
    }

    void refillFailed() {
        refilling = false;
        arrivedWhileRefilling.clear();
        more = true;
    }

    boolean hasDue(long nowMillis) {
        return !window.isEmpty() && window.first().dueMillis() <= nowMillis;
    }

    /** When the next one is due; {@code Long.MAX_VALUE} when the window is empty. */
    long nextDue() {
        return window.isEmpty() ? Long.MAX_VALUE : window.first().dueMillis();
    }

    Pending take() {
        Iterator<Pending> first = window.iterator();
        Pending pending = first.next();
        first.remove();
        inFlight.add(pending.id());
        return pending;
    }

    void finished(Pending pending) {
        inFlight.remove(pending.id());
    }

    private void insert(Pending pending) {
        window.add(pending);
        if (window.size() > capacity) {
            window.pollLast();
            more = true;
        }
    }
}
