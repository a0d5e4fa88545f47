package dev.gust.services.dynamodb.value;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The value of an attribute, already valid: numbers are in range and in their normal form, sets are sorted and hold
 * no value twice. Equality is DynamoDB's equality.
 */
public sealed interface Value {
    ValueType type();

    record Text(String text) implements Value {
        @Override
        public ValueType type() {
            return ValueType.S;
        }
    }

    record Numeric(DynamoNumber number) implements Value {
        @Override
        public ValueType type() {
            return ValueType.N;
        }
    }

    record Binary(Bytes bytes) implements Value {
        @Override
        public ValueType type() {
            return ValueType.B;
        }
    }

    record Bool(boolean isTrue) implements Value {
        @Override
        public ValueType type() {
            return ValueType.BOOL;
        }
    }

    record Null() implements Value {
        @Override
        public ValueType type() {
            return ValueType.NULL;
        }
    }

    record TextSet(SortedSet<String> members) implements Value {
        @Override
        public ValueType type() {
            return ValueType.SS;
        }
    }

    record NumericSet(SortedSet<DynamoNumber> members) implements Value {
        @Override
        public ValueType type() {
            return ValueType.NS;
        }
    }

    record BinarySet(SortedSet<Bytes> members) implements Value {
        @Override
        public ValueType type() {
            return ValueType.BS;
        }
    }

    record Elements(List<Value> elements) implements Value {
        @Override
        public ValueType type() {
            return ValueType.L;
        }
    }

    record Entries(Map<String, Value> entries) implements Value {
        @Override
        public ValueType type() {
            return ValueType.M;
        }
    }

    Null NULL = new Null();
    Bool TRUE = new Bool(true);
    Bool FALSE = new Bool(false);

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(DynamoNumber number) {
        return new Numeric(number);
    }

    static Value of(long number) {
        return new Numeric(DynamoNumber.of(number));
    }

    static Value of(byte[] bytes) {
        return new Binary(new Bytes(bytes));
    }

    static Value of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static TextSet textSet(Collection<String> members) {
        SortedSet<String> sorted = new TreeSet<>(TextOrder.UTF8);
        sorted.addAll(members);
        return new TextSet(Collections.unmodifiableSortedSet(sorted));
    }

    static NumericSet numericSet(Collection<DynamoNumber> members) {
        return new NumericSet(Collections.unmodifiableSortedSet(new TreeSet<>(members)));
    }

    static BinarySet binarySet(Collection<Bytes> members) {
        return new BinarySet(Collections.unmodifiableSortedSet(new TreeSet<>(members)));
    }

    static Elements elements(List<Value> elements) {
        return new Elements(List.copyOf(elements));
    }

    static Entries entries(Map<String, Value> entries) {
        return new Entries(Collections.unmodifiableMap(new LinkedHashMap<>(entries)));
    }
}
