package dev.gust.services.lambda.sources;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.lambda.sources.EventSourceMapping.State;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.EventPatterns;
import dev.gust.services.ports.streams.StreamSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a reader for every mapping that is on, and carries mappings from one state to the next. What is to run it finds in
 * the store, so that a crash, or a change by another server, is met at the next look.
 */
public final class EventSources implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventSources.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Work work;
    private final Map<String, StreamSource> sources = new ConcurrentHashMap<>();
    /** Belongs to the thread. */
    private final Map<String, MappingReader> readers = new HashMap<>();

    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("event-sources").unstarted(this::run);
    private volatile boolean closed;

    /**
     * What readers work with.
     *
     * @param node names this server among those that share the store, and stays the same when it starts again
     * @param largestBatchBytes of a payload
     */
    public record Work(
            MappingStore mappings,
            BatchInvoker functions,
            EventOutbox outbox,
            Clock clock,
            Ids ids,
            EventPatterns patterns,
            String node,
            int largestBatchBytes) {}

    public EventSources(Work work) {
        this.work = work;
    }

    /** A service whose streams can be read. Before {@link #start}. */
    public void register(StreamSource source) {
        if (sources.putIfAbsent(source.service(), source) != null) {
            throw new IllegalStateException("two sources of streams of " + source.service());
        }
    }

    /** What reads the streams of this ARN; nothing when no service has such. */
    public Optional<StreamSource> source(Arn stream) {
        return Optional.ofNullable(sources.get(stream.service()));
    }

    public void start() {
        thread.start();
    }

    /** A mapping has changed. */
    public void wake() {
        wake.release();
    }

    private void run() {
        while (!closed) {
            try {
                look();
                if (wake.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void look() {
        try {
            Set<String> there = new HashSet<>();
            for (EventSourceMapping mapping : work.mappings().everywhere()) {
                there.add(mapping.id());
                look(mapping);
            }
            readers.entrySet().removeIf(entry -> {
                if (there.contains(entry.getKey())) {
                    return false;
                }
                entry.getValue().stop();
                return true;
            });
        } catch (RuntimeException failure) {
            // An edge: the next look is soon.
            LOG.log(System.Logger.Level.WARNING, "event=event_sources_not_read", failure);
        }
    }

    private void look(EventSourceMapping mapping) {
        MappingReader reader = readers.get(mapping.id());
        if (reader != null
                && (reader.hasStopped()
                        || !mapping.isWanted()
                        || !reader.isFor(mapping)
                        || mapping.state() == State.DELETING)) {
            reader.stop();
            if (!reader.hasStopped()) {
                // Its batches are still with the function; it wakes us when they have come back.
                return;
            }
            readers.remove(mapping.id());
            reader = null;
        }
        if (mapping.state() == State.DELETING) {
            work.mappings().store().write(tx -> work.mappings().remove(tx, mapping));
            return;
        }
        if (!mapping.state().isSettled()) {
            settle(mapping);
        }
        StreamSource source = sources.get(mapping.sourceArn().service());
        if (mapping.isWanted() && reader == null && source != null) {
            MappingReader started = new MappingReader(mapping, source, work, this::wake);
            readers.put(mapping.id(), started);
            started.start();
        }
    }

    /** Unless the user has asked for something else meanwhile. */
    private void settle(EventSourceMapping mapping) {
        State state = mapping.isWanted() ? State.ENABLED : State.DISABLED;
        work.mappings()
                .store()
                .write(tx -> work.mappings()
                        .find(tx, mapping.account(), mapping.region(), mapping.id())
                        .filter(mapping::equals)
                        .ifPresent(same -> work.mappings().put(tx, same.with(state))));
    }

    /** Begins no more batches, and gives those under way a moment; what they do not finish is handed over again. */
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            if (thread.isAlive()) {
                thread.join(CLOSING);
            }
            readers.values().forEach(MappingReader::stop);
            for (MappingReader reader : readers.values()) {
                reader.join(CLOSING);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
