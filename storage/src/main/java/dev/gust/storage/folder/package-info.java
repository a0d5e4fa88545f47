/**
 * A server's data folder: everything durable of one server, opened together and by one process only.
 *
 * <pre>
 * lock        held by the process that has it open, and tells which one that is
 * format      the version of this layout
 * store/      the ordered store
 * blobs/      large immutable bytes
 * segments/   telemetry
 * </pre>
 */
@NullMarked
package dev.gust.storage.folder;

import org.jspecify.annotations.NullMarked;
