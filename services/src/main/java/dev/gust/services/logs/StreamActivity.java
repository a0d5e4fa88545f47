package dev.gust.services.logs;

import dev.gust.services.logs.LogStreamRecord.Activity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When streams had their first and last events. Kept in memory and written now and then: it is what lists of streams show
 * and are sorted by, and AWS itself tells it late.
 */
final class StreamActivity {
    private static final Logger LOG = System.getLogger(StreamActivity.class.getName());

    private record Stream(LogsStore.Place place, String groupId, String name) {}

    private final LogsStore store;
    private final Map<Stream, Activity> unwritten = new ConcurrentHashMap<>();

    StreamActivity(LogsStore store) {
        this.store = store;
    }

    void happened(LogsStore.Place place, String groupId, String stream, long eventMillis, long ingestionMillis) {
        unwritten.merge(new Stream(place, groupId, stream), Activity.of(eventMillis, ingestionMillis), Activity::and);
    }

    /** What is not written yet; null for nothing. */
    @Nullable
    Activity of(LogsStore.Place place, String groupId, String stream) {
        return unwritten.get(new Stream(place, groupId, stream));
    }

    /** Writes what happened since the last time. */
    void write() {
        for (Stream stream : List.copyOf(unwritten.keySet())) {
            Activity activity = unwritten.remove(stream);
            if (activity == null) {
                continue;
            }
            try {
                write(stream, activity);
            } catch (RuntimeException failure) {
                unwritten.merge(stream, activity, Activity::and);
                LOG.log(Level.WARNING, "event=log_activity_not_written reason={0}", failure.getMessage());
                return;
            }
        }
    }

    private void write(Stream stream, Activity activity) {
        store.store().write(tx -> {
            tx.relaxed();
            store.findGroup(tx, stream.place())
                    .filter(group -> group.id().equals(stream.groupId()))
                    .ifPresent(group -> store.findStream(tx, group, stream.name())
                            .ifPresent(record -> store.put(tx, group, record.with(activity))));
        });
    }
}
