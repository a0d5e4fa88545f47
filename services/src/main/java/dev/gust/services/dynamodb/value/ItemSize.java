package dev.gust.services.dynamodb.value;

import java.util.Map;

/** Sizes as DynamoDB counts them, for the limits of an item and for capacity units. */
public final class ItemSize {
    /** The largest item, names included. */
    public static final int LARGEST_ITEM = 400 * 1024;

    static final int DOCUMENT_OVERHEAD = 3;

    private ItemSize() {}

    /** The names and the values of all attributes. */
    public static int of(Map<String, Value> item) {
        int size = 0;
        for (Map.Entry<String, Value> attribute : item.entrySet()) {
            size += utf8Length(attribute.getKey()) + of(attribute.getValue());
        }
        return size;
    }

    /** The value alone. Lists and maps cost three bytes and one for each element. */
    public static int of(Value value) {
        return switch (value) {
            case Value.Text(String text) -> utf8Length(text);
            case Value.Numeric(DynamoNumber number) -> number.size();
            case Value.Binary(Bytes bytes) -> bytes.size();
            case Value.Bool _, Value.Null _ -> 1;
            case Value.TextSet(var members) ->
                members.stream().mapToInt(ItemSize::utf8Length).sum();
            case Value.NumericSet(var members) ->
                members.stream().mapToInt(DynamoNumber::size).sum();
            case Value.BinarySet(var members) ->
                members.stream().mapToInt(Bytes::size).sum();
            case Value.Elements(var elements) ->
                DOCUMENT_OVERHEAD
                        + elements.stream().mapToInt(element -> 1 + of(element)).sum();
            case Value.Entries(var entries) -> DOCUMENT_OVERHEAD + entries.size() + of(entries);
        };
    }

    /** The number of bytes that the text has in UTF-8, without encoding it. */
    public static int utf8Length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
