package dev.gust.server;

import java.util.function.LongSupplier;

/**
 * Keeps the heap near what is in use. The serial collector would rather take more memory from the machine, up to a quarter of it,
 * than collect its old generation; at a steady stream of requests that is hundreds of megabytes of nothing. So when the heap has grown
 * by a third since the last look at what is in use, everything is collected, which gives back what is free (by the launcher's settings).
 */
final class HeapKeeper {
    /** Below this nothing is done. */
    static final long ENOUGH = 170L * 1024 * 1024;

    private final LongSupplier committed;
    private final Runnable collect;
    private long limit = ENOUGH;

    HeapKeeper(LongSupplier committed, Runnable collect) {
        this.committed = committed;
        this.collect = collect;
    }

    static HeapKeeper ofThisProcess() {
        return new HeapKeeper(Runtime.getRuntime()::totalMemory, System::gc);
    }

    void look() {
        if (committed.getAsLong() > limit) {
            collect.run();
            limit = Math.max(ENOUGH, committed.getAsLong() / 3 * 4);
        }
    }
}
