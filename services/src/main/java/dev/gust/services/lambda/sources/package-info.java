/**
 * Event-source mappings at work: readers of streams that hand batches of records to functions.
 *
 * <p>{@link dev.gust.services.lambda.sources.EventSources} keeps a {@link dev.gust.services.lambda.sources.MappingReader} for
 * each mapping that is on; that one keeps a {@link dev.gust.services.lambda.sources.ShardReader} for each shard whose lease
 * it holds, with as many lanes as the mapping works in parallel. What becomes of a batch is decided by {@link
 * dev.gust.services.lambda.sources.Batch}, which knows neither threads nor the store.
 *
 * <p>A lane's checkpoint is written, under the shard's lease, after the function has answered: records are handed over at
 * least once, and in order for each partition.
 */
@NullMarked
package dev.gust.services.lambda.sources;

import org.jspecify.annotations.NullMarked;
