package dev.gust.storage.timers;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyReader;
import dev.gust.storage.KeySpace;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Instant;

/** How timers lie in the store: by owner and due time, and by name to find them again. */
final class TimerRecords {
    static final Key BY_DUE = Key.of(KeySpace.CHURN, "", "", "timers", "due");
    static final Key BY_NAME = Key.of(KeySpace.CHURN, "", "", "timers", "name");

    private static final int BODY_KIND = 1;
    private static final int BODY_VERSION = 1;

    /** The due time by which a timer's other entry is found. */
    static final Codec<Long> DUE = Codec.of(2, 1, (out, due) -> out.number(due), in -> in.number());

    private TimerRecords() {}

    static Key byDue(String owner, long dueMillis, String id) {
        return BY_DUE.plus(owner).plus(dueMillis).plus(id);
    }

    static Key byName(String owner, String id) {
        return BY_NAME.plus(owner).plus(id);
    }

    static byte[] body(byte[] payload, int failures) {
        return new ValueWriter(BODY_KIND, BODY_VERSION)
                .number(failures)
                .bytes(payload)
                .toBytes();
    }

    static Timer timer(Entry entry) {
        KeyReader parts = entry.key().partsAfter(BY_DUE);
        String owner = parts.text();
        Instant due = Instant.ofEpochMilli(parts.number());
        ValueReader body = new ValueReader(entry.value(), BODY_KIND, BODY_VERSION);
        int failures = (int) body.number();
        return new Timer(owner, parts.text(), due, body.bytes(), failures);
    }
}
