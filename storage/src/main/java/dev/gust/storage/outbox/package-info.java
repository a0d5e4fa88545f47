/**
 * The outbox as a layer: what is to be done elsewhere because of a commit is written in that commit, and stays until the end of
 * it is committed too. So a crash leads to another try and never to a loss. {@link dev.gust.storage.outbox.Outbox} holds the
 * entries, each in the lane of whoever it is for; {@link dev.gust.storage.outbox.Lanes} decides which comes next, so that a slow
 * lane holds up no other.
 *
 * <p>Invariants: an entry stands at one due time of one lane until it is settled; whoever takes one finds out in a transaction
 * whether it is still there; memory holds a bounded window of each lane, and what it forgets is found in the store again.
 */
@NullMarked
package dev.gust.storage.outbox;

import org.jspecify.annotations.NullMarked;
