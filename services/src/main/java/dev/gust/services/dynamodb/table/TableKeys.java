package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.KeyCodec;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where everything of one account and region lies in the store. Items and index entries lie in the order of a hash of
 * their partition key, then of the partition key, then of the sort key: a query is one range, and a segment of a scan
 * is a range of hashes, the same at every call.
 */
public final class TableKeys {
    /** Longer table keys are represented by a digest at the end of an index entry's key, for the store's limit. */
    private static final int LONGEST_TAIL = 1024;

    /** The hashes of partition keys are below this. */
    static final long HASHES = 1L << 32;

    private final Key tables;
    private final Key items;
    private final Key entries;
    private final Key streams;
    private final Key shards;
    private final Key horizons;
    private final Key tokens;
    private final Key counts;
    private final String account;
    private final String region;

    public TableKeys(String account, String region) {
        this.account = account;
        this.region = region;
        Key root = Key.of(account, region, "dynamodb");
        tables = root.plus("tables");
        items = root.plus("items");
        entries = root.plus("entries");
        streams = root.plus("streams");
        shards = root.plus("shards");
        horizons = root.plus("horizons");
        counts = root.plus("counts");
        tokens = Key.of(KeySpace.CHURN, account, region, "dynamodb", "tokens");
    }

    public Key table(String name) {
        return tables.plus(name);
    }

    public Key tables() {
        return tables;
    }

    public Key items(TableDefinition table) {
        return items.plus(table.id());
    }

    public Key item(TableDefinition table, Map<String, Value> item) {
        Key key = partition(items(table), table.keys(), item);
        for (KeyAttribute attribute : table.keys().sort()) {
            key = KeyCodec.append(key, present(item, attribute));
        }
        return key;
    }

    public Key entries(IndexDefinition index) {
        return entries.plus(index.id());
    }

    /** The entry of an item in an index; several items may have the same index key, so the table's key follows it. */
    public Key entry(TableDefinition table, IndexDefinition index, Map<String, Value> item) {
        Key key = partition(entries(index), index.keys(), item);
        for (KeyAttribute attribute : index.keys().sort()) {
            key = KeyCodec.append(key, present(item, attribute));
        }
        return key.plus(tail(table, item));
    }

    /** Where the items with this partition key are, under {@link #items} or {@link #entries}. */
    public static Key partition(Key parent, KeyAttributes keys, Map<String, Value> item) {
        List<Value> values = keys.partition().stream()
                .map(attribute -> present(item, attribute))
                .toList();
        Key key = parent.plus(hash(values));
        for (Value value : values) {
            key = KeyCodec.append(key, value);
        }
        return key;
    }

    /** By what a stream's shard takes an item's records. */
    static long partitionHash(KeyAttributes keys, Map<String, Value> item) {
        return hash(keys.partition().stream()
                .map(attribute -> present(item, attribute))
                .toList());
    }

    /** The part of a table or an index that one of several parallel scans reads. */
    public static KeyRange segment(Key parent, int segment, int segments) {
        long from = HASHES * segment / segments;
        long to = HASHES * (segment + 1) / segments;
        return new KeyRange(parent.plus(from), parent.plus(to));
    }

    public Key streams() {
        return streams;
    }

    public Key stream(String id) {
        return streams.plus(id);
    }

    /** The shards of a stream by their numbers; each is written once, in the commit before its first record's. */
    public Key shards(String streamId) {
        return shards.plus(streamId);
    }

    /** Where the shards of a stream begin of which something was trimmed, by their numbers. */
    public Key horizons(String streamId) {
        return horizons.plus(streamId);
    }

    /** The records of a shard, each under the version of the commit that wrote it. */
    public Key records(String streamId, int shard) {
        return records(streamId).plus(shard);
    }

    /** The records of all shards of a stream. */
    public Key records(String streamId) {
        return Key.of(KeySpace.CHURN, account, region, "dynamodb", "records", streamId);
    }

    public String account() {
        return account;
    }

    public String region() {
        return region;
    }

    /** The items of a table that expire, by the second in which they do. */
    public Key expiries(String tableId) {
        return Key.of(KeySpace.CHURN, account, region, "dynamodb", "expiry", tableId);
    }

    public Key expiry(TableDefinition table, long second, Map<String, Value> item) {
        return expiries(table.id()).plus(second).plus(tail(table, item));
    }

    /** How many items a table or an index has. */
    public Key count(String id) {
        return counts.plus(id);
    }

    public Key token(String token) {
        return tokens.plus(token);
    }

    /** Every token of every account, by the millisecond in which it was given: what a sweep reads from its beginning. */
    public static Key tokenTimes() {
        return Key.of(KeySpace.CHURN, "gust", "dynamodb", "token-times");
    }

    public Key tokenTime(long millisecond, String token) {
        return tokenTimes().plus(millisecond).plus(account).plus(region).plus(token);
    }

    private byte[] tail(TableDefinition table, Map<String, Value> item) {
        Key whole = Key.of(KeySpace.RECORDS);
        for (KeyAttribute attribute : table.keys().all().toList()) {
            whole = KeyCodec.append(whole, present(item, attribute));
        }
        byte[] bytes = whole.unsafeBytes();
        if (bytes.length <= LONGEST_TAIL) {
            return Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static Value present(Map<String, Value> item, KeyAttribute attribute) {
        Value value = item.get(attribute.name());
        if (value == null) {
            throw new IllegalStateException("a key without its attribute " + attribute.name());
        }
        return value;
    }

    /** A hash that stays the same for ever: it is part of stored keys. (FNV-1a, finished as MurmurHash3 does.) */
    private static long hash(List<Value> values) {
        Key encoded = Key.of(KeySpace.RECORDS);
        for (Value value : values) {
            encoded = KeyCodec.append(encoded, value);
        }
        int hash = 0x811C9DC5;
        for (byte b : encoded.unsafeBytes()) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        hash ^= hash >>> 16;
        return hash & 0xFFFF_FFFFL;
    }
}
