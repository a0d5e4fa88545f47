/**
 * The one router of events. Services leave events in the outbox, in the commit that causes them; the router alone calls
 * {@link dev.gust.services.ports.EventTarget#deliver}, tries again with growing pauses, and gives up to the dead-letter
 * target.
 *
 * <p>Every target has a lane of its own, so that a slow one holds up nobody else. {@link
 * dev.gust.storage.outbox.Lanes} decides what is delivered next: plain rules, given the time. {@link
 * dev.gust.services.delivery.EventRouter} does it, on virtual threads. Memory holds a bounded window of each lane; the
 * store holds the truth, and what memory forgets is found there again.
 *
 * <p>Known gaps: one process routes all lanes; several over one store would each try every event.
 */
@NullMarked
package dev.gust.services.delivery;

import org.jspecify.annotations.NullMarked;
