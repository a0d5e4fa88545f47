/**
 * Everything that is due later, of all services, in one durable set: owner / due time / id, so that one
 * owner's backlog holds up no other. A timer's effect and its removal
 * are one commit under the lease of whoever fires it, so it takes effect once, late or not, whatever crashes.
 */
@NullMarked
package dev.gust.storage.timers;

import org.jspecify.annotations.NullMarked;
