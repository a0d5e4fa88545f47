package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import java.util.List;

/** One change of an item. All of an update's actions read the item as it was before the first of them. */
public sealed interface UpdateAction {
    DocumentPath path();

    /** Puts the value of the operand there. */
    record Set(DocumentPath path, Operand value) implements UpdateAction {}

    record Remove(DocumentPath path) implements UpdateAction {}

    /** Adds to a number or to a set. */
    record Add(DocumentPath path, Value value) implements UpdateAction {}

    /** Takes members out of a set. */
    record Delete(DocumentPath path, Value value) implements UpdateAction {}

    /** Adds at the end of a list: what the legacy ADD does with a list. */
    record Append(DocumentPath path, List<Value> elements) implements UpdateAction {
        public Append {
            elements = List.copyOf(elements);
        }
    }
}
