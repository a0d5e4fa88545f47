package dev.gust.services.dynamodb;

import dev.gust.base.settings.SettingsReader;
import java.time.Duration;

/**
 * What can be set about tables.
 *
 * @param takesUnprotected whether templates may ask for protections that are not there, which the log then says
 * @param throttles whether provisioned tables are held to their throughput
 * @param shardLife how long a shard of a stream takes records
 * @param shardWrites so many writes within a minute split a shard
 * @param mostShards that a stream has side by side
 */
public record TableSettings(
        boolean takesUnprotected, boolean throttles, Duration shardLife, int shardWrites, int mostShards) {
    public static final TableSettings DEFAULT = new TableSettings(false, true, Duration.ofHours(4), 60_000, 4);

    public static TableSettings from(SettingsReader settings) {
        return new TableSettings(
                settings.flag(
                        "dynamodb.unprotected",
                        DEFAULT.takesUnprotected(),
                        "Take templates whose tables ask for encryption with a KMS key (SSESpecification) or for point-in-time recovery, although Gust has "
                                + "neither. Each such table is named in the log; without this the template is refused."),
                settings.flag(
                        "dynamodb.throttling",
                        DEFAULT.throttles(),
                        "Hold provisioned tables and indexes to their throughput, with bursts of what five minutes left unused, as AWS does."),
                settings.duration(
                        "dynamodb.streamShardLife",
                        DEFAULT.shardLife(),
                        Duration.ofSeconds(1),
                        Duration.ofHours(24),
                        "How long a shard of a table's stream takes records. Then it ends, and a child goes on, as on AWS about every four hours."),
                settings.number(
                        "dynamodb.streamShardWrites",
                        DEFAULT.shardWrites(),
                        1,
                        Integer.MAX_VALUE,
                        "So many writes within a minute split a shard of a table's stream in two, by the hashes of the items' partition keys."),
                settings.number(
                        "dynamodb.streamShards",
                        DEFAULT.mostShards(),
                        1,
                        64,
                        "The most shards that a table's stream has side by side."));
    }
}
