/**
 * The contract of everything durable: an ordered store of keys and values with optimistic transactions
 * ({@link dev.gust.storage.OrderedStore}), and a store of large immutable bytes ({@link dev.gust.storage.BlobStore}).
 *
 * <p>Invariants that every engine keeps, and that one contract suite proves for all of them:
 *
 * <ul>
 *   <li>A commit is atomic. Acknowledged under {@link dev.gust.storage.Durability#SYNC} means on disk.
 *   <li>Commit versions rise strictly, and never come from a clock. They may be part of keys and values.
 *   <li>A commit whose conditions no longer hold changes nothing and answers a {@link
 *       dev.gust.storage.ConflictException}; one whose snapshot is too old to be judged, a {@link
 *       dev.gust.storage.StaleSnapshotException}. Both are retriable, and {@code transact} retries them.
 *   <li>A snapshot sees whole commits, all of them up to its version, and never changes. It lives for a bounded time.
 *   <li>A full disk makes commits fail with {@link dev.gust.storage.StorageFullException}; reads go on.
 * </ul>
 *
 * <p>Packages below this one: {@code engine} (committer and transactions, shared by engines), {@code memory},
 * {@code embedded} and {@code faults} (engines), {@code leases}, {@code timers}, {@code outbox} and {@code queues} (layers),
 * {@code blobs}, {@code segments}, and {@code folder}, which opens all of them on one data folder and backs it up.
 */
@NullMarked
package dev.gust.storage;

import org.jspecify.annotations.NullMarked;
