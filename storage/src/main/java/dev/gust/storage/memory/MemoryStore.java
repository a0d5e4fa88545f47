package dev.gust.storage.memory;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.engine.CommitCore;
import dev.gust.storage.engine.CommittingStore;
import dev.gust.storage.engine.Engine;
import dev.gust.storage.engine.InlineCommits;
import dev.gust.storage.engine.Watches;

/** Opens stores that live in memory. */
public final class MemoryStore {
    private MemoryStore() {}

    public static OrderedStore create() {
        return create(Clock.system(), Randomness.secure());
    }

    /** The clock bounds the life of snapshots and is slept on between retries, so a manual one has to be moved. */
    public static OrderedStore create(Clock clock, Randomness randomness) {
        Engine engine = new MemoryEngine();
        Watches watches = new Watches(Runnable::run);
        return new CommittingStore(
                engine, new InlineCommits(new CommitCore(engine, watches)), watches, clock, randomness);
    }
}
