package dev.gust.storage.simulation;

import dev.gust.storage.faults.SimulatedStore;

/** Somebody who works on the store, and knows what must be true of it. */
interface Actor {
    /** The store is open, at the beginning and after every crash; what the actor had in memory is gone. */
    void opened(SimulatedStore store);

    /** Does one thing. May end in any of the store's exceptions, or in a crash. */
    void step();

    /** Fails when something is not as it must be, whatever is underway. */
    void check();

    /** Nothing goes wrong any more: finishes its work, and fails when anything is missing. */
    void settle();
}
