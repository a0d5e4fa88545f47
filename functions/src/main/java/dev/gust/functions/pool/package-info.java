/**
 * Which environment serves an invocation, and which are started, frozen and ended when. Plain rules for one thread at a time, given the
 * time: they decide, and others do.
 */
@NullMarked
package dev.gust.functions.pool;

import org.jspecify.annotations.NullMarked;
