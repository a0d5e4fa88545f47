package dev.gust.services.dynamodb.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;

/**
 * A stored item as it is answered: its JSON and its size, both told in one pass over the stored bytes. Reading items is what
 * tables mostly do, and objects for every attribute would cost more than everything else about it.
 */
public final class StoredItem {
    private final byte[] stored;
    private final JsonBytes json;
    private final ByteReader reader;
    private final int size;

    private StoredItem(byte[] stored) {
        this.stored = stored;
        this.reader = new ByteReader(stored);
        this.json = new JsonBytes(stored.length + stored.length / 8 + 64);
        ItemCodec.readHead(reader);
        this.size = entries(reader.readLength());
    }

    /** The item that {@link ItemCodec#encode} made these bytes of. */
    public static StoredItem of(byte[] stored) {
        return new StoredItem(stored);
    }

    /** What {@link ItemSize#of(Map)} says of it. */
    public int size() {
        return size;
    }

    /** The item as requests and answers write it: each name with its value, and each value under its type. */
    public byte[] json() {
        return json.toByteArray();
    }

    public Map<String, Value> decode() {
        return ItemCodec.decode(stored);
    }

    /** Each of these writes what the reader is at, and says its size. */
    private int entries(int count) {
        int total = 0;
        json.raw('{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.raw(',');
            }
            total += reader.copyText(json);
            json.raw(':');
            total += value();
        }
        json.raw('}');
        return total;
    }

    private int value() {
        int tag = reader.read();
        int total = switch (tag) {
            case ItemCodec.TEXT -> {
                json.raw("{\"S\":");
                yield reader.copyText(json);
            }
            case ItemCodec.NUMBER, ItemCodec.LONG_NUMBER -> {
                json.raw("{\"N\":");
                yield number(tag);
            }
            case ItemCodec.BINARY -> {
                json.raw("{\"B\":");
                yield binary();
            }
            case ItemCodec.TRUE -> single("{\"BOOL\":true");
            case ItemCodec.FALSE -> single("{\"BOOL\":false");
            case ItemCodec.NULL -> single("{\"NULL\":true");
            case ItemCodec.TEXT_SET, ItemCodec.NUMBER_SET, ItemCodec.BINARY_SET -> set(tag);
            case ItemCodec.LIST -> list();
            case ItemCodec.MAP -> {
                json.raw("{\"M\":");
                yield map();
            }
            default -> throw ItemCodec.unknown(tag);
        };
        json.raw('}');
        return total;
    }

    private int single(String form) {
        json.raw(form);
        return 1;
    }

    private int set(int tag) {
        json.raw(
                switch (tag) {
                    case ItemCodec.TEXT_SET -> "{\"SS\":[";
                    case ItemCodec.NUMBER_SET -> "{\"NS\":[";
                    default -> "{\"BS\":[";
                });
        int total = 0;
        int count = reader.readLength();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.raw(',');
            }
            total += switch (tag) {
                case ItemCodec.TEXT_SET -> reader.copyText(json);
                case ItemCodec.NUMBER_SET -> number(reader.read());
                default -> binary();
            };
        }
        json.raw(']');
        return total;
    }

    private int list() {
        json.raw("{\"L\":[");
        int count = reader.readLength();
        int total = ItemSize.DOCUMENT_OVERHEAD + count;
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.raw(',');
            }
            total += value();
        }
        json.raw(']');
        return total;
    }

    private int map() {
        int count = reader.readLength();
        return ItemSize.DOCUMENT_OVERHEAD + count + entries(count);
    }

    private int binary() {
        byte[] bytes = reader.readBlock();
        json.raw('"').raw(Base64.getEncoder().encodeToString(bytes)).raw('"');
        return bytes.length;
    }

    private int number(int tag) {
        int scale = Math.toIntExact(reader.readSigned());
        json.raw('"');
        int total;
        if (tag == ItemCodec.NUMBER) {
            total = number(reader.readSigned(), scale);
        } else {
            BigDecimal number = new BigDecimal(new BigInteger(reader.readBlock()), scale);
            json.raw(number.toPlainString());
            total = DynamoNumber.size(number.signum(), number.precision(), scale);
        }
        json.raw('"');
        return total;
    }

    private int number(long unscaled, int scale) {
        String digits = Long.toString(unscaled);
        json.raw(scale == 0 ? digits : BigDecimal.valueOf(unscaled, scale).toPlainString());
        return DynamoNumber.size(Long.signum(unscaled), unscaled < 0 ? digits.length() - 1 : digits.length(), scale);
    }
}
