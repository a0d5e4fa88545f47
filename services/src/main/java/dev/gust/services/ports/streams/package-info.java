/**
 * Streams as their readers see them: records in shards, each shard in order. Implemented by the service that owns the
 * stream's ARN; event-source mappings of functions read through it.
 */
@NullMarked
package dev.gust.services.ports.streams;

import org.jspecify.annotations.NullMarked;
