package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** When items expire: the second of the epoch that the table's time-to-live attribute holds as a number. */
public final class ItemExpiry {
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    private ItemExpiry() {}

    /** Nothing where the table has no time to live, or the item no usable value of it. */
    public static OptionalLong of(TableDefinition table, @Nullable Map<String, Value> item) {
        if (table.timeToLive() == null || item == null) {
            return OptionalLong.empty();
        }
        if (!(item.get(table.timeToLive()) instanceof Value.Numeric(DynamoNumber number))) {
            return OptionalLong.empty();
        }
        BigDecimal seconds = number.toBigDecimal();
        if (seconds.signum() <= 0 || seconds.compareTo(LATEST) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(seconds.setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
