package dev.gust.storage.folder;

import java.util.concurrent.atomic.LongAdder;

/** How much of a backup or a restore is done, for whoever waits for it. */
public final class CopyTally {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void add(long fileBytes) {
        files.increment();
        bytes.add(fileBytes);
    }

    public long files() {
        return files.sum();
    }

    public long bytes() {
        return bytes.sum();
    }
}
