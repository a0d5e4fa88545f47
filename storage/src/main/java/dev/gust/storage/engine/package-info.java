/**
 * What engines share: the committer that judges and orders commits, snapshots, transactions with their retries, and watches.
 *
 * <p>Invariants: commits are judged one after another by one thread at a time ({@link
 * dev.gust.storage.engine.CommitJudge}), which never reads the disk; a snapshot's version is never above what it sees; hints
 * come after durability.
 */
@NullMarked
package dev.gust.storage.engine;

import org.jspecify.annotations.NullMarked;
