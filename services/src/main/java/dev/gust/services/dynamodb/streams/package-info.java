/**
 * DynamoDB Streams: reading the changes of tables, in the order of their commits, for a day. The records are written
 * with the items by {@code dynamodb.table}; here they are only read.
 *
 * <p>A stream has one shard, which is open as long as the stream is. All of ListStreams, DescribeStream,
 * GetShardIterator and GetRecords is there.
 */
@NullMarked
package dev.gust.services.dynamodb.streams;

import org.jspecify.annotations.NullMarked;
