/**
 * A store whose disk fails on purpose, and the same way for the same seed: it crashes at every boundary of writing and syncing,
 * loses what was not synced, fills up, breaks and is slow. For simulations of whatever keeps its state in the store.
 *
 * <pre>{@code
 * SimulatedDisk disk = new SimulatedDisk(Randomness.seeded(seed), clock, Faults.MANY);
 * SimulatedStore store = disk.open();
 * try { ... } catch (SimulatedCrash crash) { store = disk.open(); }   // with what survived
 * }</pre>
 */
@NullMarked
package dev.gust.storage.faults;

import org.jspecify.annotations.NullMarked;
