package dev.gust.services.dynamodb.value;

import java.util.OptionalInt;

/** Compares values of the ordered types. Values of different types, and of other types, have no order. */
public final class ValueOrder {
    private ValueOrder() {}

    public static OptionalInt compare(Value left, Value right) {
        if (left instanceof Value.Numeric a && right instanceof Value.Numeric b) {
            return OptionalInt.of(a.number().compareTo(b.number()));
        }
        if (left instanceof Value.Text a && right instanceof Value.Text b) {
            return OptionalInt.of(TextOrder.UTF8.compare(a.text(), b.text()));
        }
        if (left instanceof Value.Binary a && right instanceof Value.Binary b) {
            return OptionalInt.of(a.bytes().compareTo(b.bytes()));
        }
        return OptionalInt.empty();
    }
}
