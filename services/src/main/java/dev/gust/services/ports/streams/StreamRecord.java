package dev.gust.services.ports.streams;

import java.time.Instant;

/**
 * A record of a stream.
 *
 * @param cursor where a reader goes on after it
 * @param partition records with the same one stay in order when a shard is worked on by several
 * @param event the record as functions receive it, a JSON object
 */
@SuppressWarnings("ArrayRecordComponent")
public record StreamRecord(String sequenceNumber, String cursor, Instant at, String partition, byte[] event) {}
