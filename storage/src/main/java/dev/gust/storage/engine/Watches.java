package dev.gust.storage.engine;

import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Watch;
import dev.gust.storage.Write;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who wants to hear of which prefix. A hint that waits to run swallows those that follow. */
public final class Watches {
    private static final System.Logger LOG = System.getLogger(Watches.class.getName());

    private final ConcurrentSkipListMap<Key, CopyOnWriteArrayList<Watcher>> byPrefix = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Executor executor;

    /** {@code executor} runs the hints. */
    public Watches(Executor executor) {
        this.executor = executor;
    }

    public Watch add(Key prefix, Runnable hint) {
        Watcher watcher = new Watcher(hint);
        byPrefix.compute(prefix, (key, watchers) -> {
            CopyOnWriteArrayList<Watcher> list = watchers == null ? new CopyOnWriteArrayList<>() : watchers;
            list.add(watcher);
            return list;
        });
        count.incrementAndGet();
        return () -> remove(prefix, watcher);
    }

    boolean isEmpty() {
        return count.get() == 0;
    }

    Touched newTouched() {
        return new Touched();
    }

    private void remove(Key prefix, Watcher watcher) {
        byPrefix.computeIfPresent(prefix, (key, watchers) -> {
            if (watchers.remove(watcher)) {
                count.decrementAndGet();
            }
            return watchers.isEmpty() ? null : watchers;
        });
    }

    /** Watchers of what was written and is not yet durable. Owned by the committer. */
    final class Touched {
        private final Set<Watcher> watchers = new HashSet<>();

        void add(Write write) {
            switch (write) {
                case Write.Put put -> add(put.key());
                case Write.PutStamped put -> add(put.key().at(0));
                case Write.Delete delete -> add(delete.key());
                case Write.DeleteRange delete -> add(delete.range());
            }
        }

        void fire() {
            for (Watcher watcher : watchers) {
                watcher.hint();
            }
            watchers.clear();
        }

        // Every watched prefix of the key is a prefix of the greatest watched one below it too, as far as they agree.
        private void add(Key key) {
            Map.Entry<Key, CopyOnWriteArrayList<Watcher>> candidate = byPrefix.floorEntry(key);
            while (candidate != null) {
                if (key.startsWith(candidate.getKey())) {
                    watchers.addAll(candidate.getValue());
                    candidate = byPrefix.lowerEntry(candidate.getKey());
                } else {
                    Key common = commonPrefix(key, candidate.getKey());
                    candidate = byPrefix.floorEntry(common);
                }
            }
        }

        private void add(KeyRange range) {
            add(range.from());
            byPrefix.subMap(range.from(), range.to()).values().forEach(watchers::addAll);
        }
    }

    private static Key commonPrefix(Key left, Key right) {
        byte[] bytes = left.unsafeBytes();
        int mismatch = Arrays.mismatch(bytes, right.unsafeBytes());
        return Key.wrap(Arrays.copyOf(bytes, mismatch < 0 ? bytes.length : mismatch));
    }

    private final class Watcher implements Runnable {
        private final Runnable hint;
        private final AtomicBoolean waiting = new AtomicBoolean();

        Watcher(Runnable hint) {
            this.hint = hint;
        }

        void hint() {
            if (waiting.compareAndSet(false, true)) {
                executor.execute(this);
            }
        }

        @Override
        public void run() {
            waiting.set(false);
            try {
                hint.run();
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "event=watch-hint-failed", failure);
            }
        }
    }
}
