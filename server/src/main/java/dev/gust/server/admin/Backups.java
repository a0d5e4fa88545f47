package dev.gust.server.admin;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.storage.folder.CopyTally;
import dev.gust.storage.folder.DataFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Copies of the data folder, made while everything goes on; one at a time. */
public final class Backups {
    private final DataFolder data;
    private final Clock clock;
    private final AtomicReference<@Nullable CopyTally> underway = new AtomicReference<>();

    public Backups(DataFolder data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    /** Makes one and tells what was copied; nothing when another is being made. */
    Optional<JsonValue.Obj> make(Path target) {
        CopyTally tally = new CopyTally();
        if (!underway.compareAndSet(null, tally)) {
            return Optional.empty();
        }
        try {
            long begun = clock.nanoTime();
            data.backUpTo(target, tally);
            Map<String, JsonValue> told = told(tally);
            told.put("directory", JsonValue.of(target.toString()));
            told.put(
                    "milliseconds",
                    JsonValue.of(Duration.ofNanos(clock.nanoTime() - begun).toMillis()));
            return Optional.of(new JsonValue.Obj(told));
        } finally {
            underway.set(null);
        }
    }

    /** How far the one that is being made has come. */
    JsonValue.Obj progress() {
        Map<String, JsonValue> told = new LinkedHashMap<>();
        CopyTally tally = underway.get();
        told.put("underway", JsonValue.of(tally != null));
        if (tally != null) {
            told.putAll(told(tally));
        }
        return new JsonValue.Obj(told);
    }

    private static Map<String, JsonValue> told(CopyTally tally) {
        Map<String, JsonValue> told = new LinkedHashMap<>();
        told.put("files", JsonValue.of(tally.files()));
        told.put("bytes", JsonValue.of(tally.bytes()));
        return told;
    }
}
