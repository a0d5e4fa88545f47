package dev.gust.storage.embedded;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.engine.CommitCore;
import dev.gust.storage.engine.CommitterThread;
import dev.gust.storage.engine.CommittingStore;
import dev.gust.storage.engine.Watches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A store in a folder, with the one thing that only this engine can do: a copy of itself while it runs. */
public final class EmbeddedStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedStore.class.getName());

    private final RocksEngine engine;
    private final OrderedStore store;
    private final ExecutorService hints;

    private EmbeddedStore(RocksEngine engine, OrderedStore store, ExecutorService hints) {
        this.engine = engine;
        this.store = store;
        this.hints = hints;
    }

    /**
     * Loads what every store needs, so that opening one soon finds it there. Whoever has nothing else to do may call it from a
     * thread of its own; what goes wrong is told by {@link #open}, which tries again.
     */
    public static void prepare() {
        try {
            NativeLibrary.load(EmbeddedStoreSettings.defaults().nativeFolder());
        } catch (StorageFailedException toldByOpen) {
            LOG.log(System.Logger.Level.DEBUG, "event=native-library-not-prepared", toldByOpen);
        }
    }

    /** Opens the store in this folder, or makes a new one. */
    public static EmbeddedStore open(Path folder, EmbeddedStoreSettings settings, Clock clock, Randomness randomness) {
        RocksEngine engine = RocksEngine.open(folder, settings);
        ExecutorService hints = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("store-hints").factory());
        Watches watches = new Watches(hints);
        CommitterThread committer = new CommitterThread(new CommitCore(engine, watches), clock);
        OrderedStore store = new CommittingStore(engine, committer.start(), watches, clock, randomness);
        return new EmbeddedStore(engine, store, hints);
    }

    public OrderedStore store() {
        return store;
    }

    /**
     * Copies the state of now into a new folder, in which {@link #open} finds it. Files are shared where the file system can,
     * so it takes little time and space.
     */
    public void copyTo(Path folder) {
        if (Files.exists(folder)) {
            throw new StorageFailedException(
                    "a copy of the store goes to a new folder, and " + folder + " exists", null);
        }
        engine.checkpoint(folder);
    }

    @Override
    public void close() {
        store.close();
        hints.close();
    }
}
