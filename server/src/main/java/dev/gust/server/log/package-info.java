/**
 * The log: one line per event on standard error. Our own finder of loggers, because loading java.util.logging takes
 * longer than the rest of a start.
 */
@NullMarked
package dev.gust.server.log;

import org.jspecify.annotations.NullMarked;
