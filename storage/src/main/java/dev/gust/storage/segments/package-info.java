/**
 * Telemetry: function logs, metrics, traces, usage. Append-only files outside of the ordered store, each of a stretch of time,
 * under a quota of bytes; beyond it the oldest go, which is counted and reported.
 *
 * <p>Invariants: what was appended is readable at once, and on disk within a second (at once when asked for); what a crash
 * leaves of a file is a whole number of blocks; records of a stream come back in the order in which they were appended;
 * appending never waits for the disk, except when it is told to or when memory for it is used up.
 */
@NullMarked
package dev.gust.storage.segments;

import org.jspecify.annotations.NullMarked;
