package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.ConsumedCapacity;
import dev.gust.wire.model.dynamodb.ReturnConsumedCapacity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests cost one table in capacity units, with DynamoDB's arithmetic, and how an answer tells it. */
final class Capacity {
    private static final int READ_UNIT = 4096;

    private final String tableName;
    private final boolean isTransaction;
    private double tableRead;
    private double tableWrite;
    private final Map<IndexDefinition, Double> indexRead = new LinkedHashMap<>();
    private final Map<IndexDefinition, Double> indexWrite = new LinkedHashMap<>();

    private Capacity(String tableName, boolean isTransaction) {
        this.tableName = tableName;
        this.isTransaction = isTransaction;
    }

    static Capacity of(String tableName) {
        return new Capacity(tableName, false);
    }

    /** A transaction does everything twice. */
    static Capacity ofTransaction(String tableName) {
        return new Capacity(tableName, true);
    }

    /** One item read by its key; a missing one costs as much as the smallest. */
    void readItem(@Nullable Map<String, Value> item, boolean consistent) {
        readItem(item == null ? 0 : ItemSize.of(item), consistent);
    }

    /** The same of an item of this size, none of a missing one. */
    void readItem(int size, boolean consistent) {
        tableRead += readUnits(size, consistent);
    }

    /** The bytes that a query or scan went through, of the table or of an index. */
    void readBytes(@Nullable IndexDefinition index, long bytes, boolean consistent) {
        double units = readUnits(bytes, consistent);
        if (index == null) {
            tableRead += units;
        } else {
            indexRead.merge(index, units, Double::sum);
        }
    }

    void write(ItemChange change) {
        int factor = isTransaction ? 2 : 1;
        tableWrite += (double) change.tableUnits() * factor;
        change.indexUnits().forEach((index, units) -> indexWrite.merge(index, (double) units * factor, Double::sum));
    }

    private double readUnits(long bytes, boolean consistent) {
        long blocks = Math.max(1, (bytes + READ_UNIT - 1) / READ_UNIT);
        if (isTransaction) {
            return blocks * 2.0;
        }
        return consistent ? blocks : blocks / 2.0;
    }

    /** The read units of an index, or of the table itself. */
    double readOf(@Nullable IndexDefinition index) {
        return index == null ? tableRead : indexRead.getOrDefault(index, 0.0);
    }

    /** The write units of an index, or of the table itself. */
    double writtenOf(@Nullable IndexDefinition index) {
        return index == null ? tableWrite : indexWrite.getOrDefault(index, 0.0);
    }

    /** As the caller asked for it: nothing, the sum, or the sum and its parts. */
    @Nullable
    ConsumedCapacity answer(@Nullable ReturnConsumedCapacity asked) {
        if (asked == null || asked == ReturnConsumedCapacity.NONE) {
            return null;
        }
        double read = tableRead + sum(indexRead);
        double write = tableWrite + sum(indexWrite);
        ConsumedCapacity.Builder answer =
                ConsumedCapacity.builder().tableName(tableName).capacityUnits(read + write);
        if (isTransaction && read > 0) {
            answer.readCapacityUnits(read);
        }
        if (isTransaction && write > 0) {
            answer.writeCapacityUnits(write);
        }
        if (asked == ReturnConsumedCapacity.INDEXES) {
            answer.table(capacity(tableRead, tableWrite));
            answer.localSecondaryIndexes(parts(false));
            answer.globalSecondaryIndexes(parts(true));
        }
        return answer.build();
    }

    private @Nullable Map<String, dev.gust.wire.model.dynamodb.Capacity> parts(boolean global) {
        Map<String, dev.gust.wire.model.dynamodb.Capacity> parts = new LinkedHashMap<>();
        indexRead.forEach((index, units) -> {
            if (index.isGlobal() == global) {
                parts.put(index.name(), capacity(units, 0));
            }
        });
        indexWrite.forEach((index, units) -> {
            if (index.isGlobal() == global) {
                parts.put(index.name(), capacity(0, units));
            }
        });
        return parts.isEmpty() ? null : parts;
    }

    private dev.gust.wire.model.dynamodb.Capacity capacity(double read, double write) {
        return new dev.gust.wire.model.dynamodb.Capacity(
                isTransaction && read > 0 ? read : null, isTransaction && write > 0 ? write : null, read + write);
    }

    private static double sum(Map<IndexDefinition, Double> units) {
        return units.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
