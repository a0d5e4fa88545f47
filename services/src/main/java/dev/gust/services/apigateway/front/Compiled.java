package dev.gust.services.apigateway.front;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What was worked out of deployments, which never change: the most recently used ones are kept. */
final class Compiled<T> {
    private static final int MOST = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, T> byId = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > MOST;
        }
    };

    /** The known value, or the one that is worked out now; two threads may work out the same one. */
    T get(String id, Supplier<T> work) {
        lock.lock();
        try {
            T known = byId.get(id);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        T made = work.get();
        lock.lock();
        try {
            byId.put(id, made);
        } finally {
            lock.unlock();
        }
        return made;
    }
}
