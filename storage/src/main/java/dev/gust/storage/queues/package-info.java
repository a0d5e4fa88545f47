/**
 * Queues as a layer: adding a message is a write of any commit; claiming and acknowledging are operations of their own, at
 * least once. What waits lies in two lanes, the ready ones in the order of their commits, and those that wait (delayed, or
 * claimed by somebody) in the order of their times.
 *
 * <p>Invariants: a message is in exactly one lane until it is acknowledged; a claim is decided in a transaction that reads the
 * message, so two never get it at the same time; memory holds a bounded window of each lane, filled on first use, so opening
 * never scans, and a claim never passes over the traces of what was removed.
 */
@NullMarked
package dev.gust.storage.queues;

import org.jspecify.annotations.NullMarked;
