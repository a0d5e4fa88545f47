/**
 * DynamoDB: tables with items, secondary indexes, transactions, streams and time to live, over the ordered store. A
 * query is a range scan; an item, its index entries and its stream record change in one commit.
 *
 * <p>Not there, and refused by name: PartiQL, backups and point-in-time recovery, export and import, global tables,
 * resource policies, Kinesis destinations, contributor insights, encryption with KMS keys, warm throughput. Capacity
 * is counted, and limited where a table is provisioned or has a maximum on demand.
 */
@NullMarked
package dev.gust.services.dynamodb;

import org.jspecify.annotations.NullMarked;
