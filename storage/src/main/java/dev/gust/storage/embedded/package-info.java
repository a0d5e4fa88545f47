/**
 * The engine of a single server: RocksDB behind one committer thread.
 *
 * <p>Invariants: only the committer writes; a group of commits is one batch of RocksDB with its last version in it, so a crash
 * leaves whole groups; reads try the block cache on the calling thread, and what is not there is read by a bounded pool of
 * platform threads, since a native read pins a virtual thread; memory is bounded by {@link
 * dev.gust.storage.embedded.EmbeddedStoreSettings}.
 */
@NullMarked
package dev.gust.storage.embedded;

import org.jspecify.annotations.NullMarked;
