/**
 * DynamoDB Streams: reading the changes of tables, in the order of their commits, for a day. The records are written
 * with the items by {@code dynamodb.table}; here they are only read.
 *
 * <p>A stream's shards end after some hours, or split, and have children that go on. All of ListStreams, DescribeStream,
 * GetShardIterator and GetRecords is there.
 */
@NullMarked
package dev.gust.services.dynamodb.streams;

import org.jspecify.annotations.NullMarked;
