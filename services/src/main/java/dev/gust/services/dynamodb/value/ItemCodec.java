package dev.gust.services.dynamodb.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The compact form of items in the store: a kind, a version, then names and values with their types. */
public final class ItemCodec {
    private static final int KIND = 'I';
    private static final int VERSION = 1;

    static final int TEXT = 1;
    static final int NUMBER = 2;
    static final int LONG_NUMBER = 3;
    static final int BINARY = 4;
    static final int TRUE = 5;
    static final int FALSE = 6;
    static final int NULL = 7;
    static final int TEXT_SET = 8;
    static final int NUMBER_SET = 9;
    static final int BINARY_SET = 10;
    static final int LIST = 11;
    static final int MAP = 12;

    private static final int BITS_OF_LONG = 63;

    private ItemCodec() {}

    public static byte[] encode(Map<String, Value> item) {
        ByteWriter writer = new ByteWriter(256);
        write(writer, item);
        return writer.toByteArray();
    }

    public static Map<String, Value> decode(byte[] bytes) {
        return read(new ByteReader(bytes));
    }

    /** Writes an item as part of a larger record. */
    public static void write(ByteWriter writer, Map<String, Value> item) {
        writer.write(KIND).write(VERSION);
        writeEntries(writer, item);
    }

    /** Reads an item that is part of a larger record. */
    public static Map<String, Value> read(ByteReader reader) {
        readHead(reader);
        return readEntries(reader);
    }

    /** Reads what stands before the entries. */
    static void readHead(ByteReader reader) {
        int kind = reader.read();
        int version = reader.read();
        if (kind != KIND || version != VERSION) {
            throw new IllegalStateException("stored item of kind " + kind + " and version " + version
                    + "; this Gust reads kind " + KIND + " up to version " + VERSION);
        }
    }

    static IllegalStateException unknown(int tag) {
        return new IllegalStateException("stored item holds a value of unknown kind " + tag);
    }

    private static void writeEntries(ByteWriter writer, Map<String, Value> entries) {
        writer.writeCount(entries.size());
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
            writer.writeText(entry.getKey());
            writeValue(writer, entry.getValue());
        }
    }

    private static void writeValue(ByteWriter writer, Value value) {
        switch (value) {
            case Value.Text(String text) -> writer.write(TEXT).writeText(text);
            case Value.Numeric(DynamoNumber number) -> writeNumber(writer, number);
            case Value.Binary(Bytes bytes) -> writer.write(BINARY).writeBlock(bytes.array());
            case Value.Bool(boolean isTrue) -> writer.write(isTrue ? TRUE : FALSE);
            case Value.Null _ -> writer.write(NULL);
            case Value.TextSet(var members) -> {
                writer.write(TEXT_SET).writeCount(members.size());
                members.forEach(writer::writeText);
            }
            case Value.NumericSet(var members) -> {
                writer.write(NUMBER_SET).writeCount(members.size());
                members.forEach(member -> writeNumber(writer, member));
            }
            case Value.BinarySet(var members) -> {
                writer.write(BINARY_SET).writeCount(members.size());
                members.forEach(member -> writer.writeBlock(member.array()));
            }
            case Value.Elements(var elements) -> {
                writer.write(LIST).writeCount(elements.size());
                elements.forEach(element -> writeValue(writer, element));
            }
            case Value.Entries(var entries) -> {
                writer.write(MAP);
                writeEntries(writer, entries);
            }
        }
    }

    private static void writeNumber(ByteWriter writer, DynamoNumber number) {
        BigInteger unscaled = number.unscaled();
        if (unscaled.bitLength() <= BITS_OF_LONG) {
            writer.write(NUMBER).writeSigned(number.scale()).writeSigned(unscaled.longValue());
        } else {
            writer.write(LONG_NUMBER).writeSigned(number.scale()).writeBlock(unscaled.toByteArray());
        }
    }

    private static Map<String, Value> readEntries(ByteReader reader) {
        int size = reader.readLength();
        Map<String, Value> entries = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            String name = reader.readText();
            entries.put(name, readValue(reader));
        }
        return Collections.unmodifiableMap(entries);
    }

    private static Value readValue(ByteReader reader) {
        int tag = reader.read();
        return switch (tag) {
            case TEXT -> new Value.Text(reader.readText());
            case NUMBER, LONG_NUMBER -> new Value.Numeric(readNumber(tag, reader));
            case BINARY -> new Value.Binary(new Bytes(reader.readBlock()));
            case TRUE -> Value.TRUE;
            case FALSE -> Value.FALSE;
            case NULL -> Value.NULL;
            case TEXT_SET -> {
                SortedSet<String> members = new TreeSet<>(TextOrder.UTF8);
                for (int left = reader.readLength(); left > 0; left--) {
                    members.add(reader.readText());
                }
                yield new Value.TextSet(Collections.unmodifiableSortedSet(members));
            }
            case NUMBER_SET -> {
                SortedSet<DynamoNumber> members = new TreeSet<>();
                for (int left = reader.readLength(); left > 0; left--) {
                    members.add(readNumber(reader.read(), reader));
                }
                yield new Value.NumericSet(Collections.unmodifiableSortedSet(members));
            }
            case BINARY_SET -> {
                SortedSet<Bytes> members = new TreeSet<>();
                for (int left = reader.readLength(); left > 0; left--) {
                    members.add(new Bytes(reader.readBlock()));
                }
                yield new Value.BinarySet(Collections.unmodifiableSortedSet(members));
            }
            case LIST -> {
                int size = reader.readLength();
                List<Value> elements = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    elements.add(readValue(reader));
                }
                yield new Value.Elements(Collections.unmodifiableList(elements));
            }
            case MAP -> new Value.Entries(readEntries(reader));
            default -> throw unknown(tag);
        };
    }

    private static DynamoNumber readNumber(int tag, ByteReader reader) {
        int scale = Math.toIntExact(reader.readSigned());
        BigInteger unscaled =
                tag == NUMBER ? BigInteger.valueOf(reader.readSigned()) : new BigInteger(reader.readBlock());
        return DynamoNumber.ofNormal(unscaled, scale);
    }
}
