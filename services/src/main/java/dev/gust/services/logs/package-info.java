/**
 * CloudWatch Logs, first cut: groups, streams, and their events.
 *
 * <p>Groups and streams are records of the store. Events lie in telemetry segments, one segment stream for each group, so
 * that a search of a group reads what it needs in order; each event names its stream by a number. What functions write is
 * on disk within a second; PutLogEvents answers when its events are. Ids are never used again: a group or stream that is
 * made anew shows nothing of its predecessor, and the space of deleted events goes with the segments' quota.
 *
 * <p>Operations: CreateLogGroup, DeleteLogGroup, DescribeLogGroups, CreateLogStream, DeleteLogStream, DescribeLogStreams,
 * PutLogEvents, GetLogEvents, FilterLogEvents, StartLiveTail, PutRetentionPolicy, DeleteRetentionPolicy, and tags.
 *
 * <p>Known gaps, each refused by name: subscriptions, metric filters, Insights queries, exports, encryption keys.
 * Retention hides events on time; their space is given back within ten minutes, as far as whole segments are concerned.
 */
@NullMarked
package dev.gust.services.logs;

import org.jspecify.annotations.NullMarked;
