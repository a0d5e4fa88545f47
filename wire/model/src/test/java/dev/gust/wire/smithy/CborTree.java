package dev.gust.wire.smithy;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A CBOR document as plain maps, lists, texts and numbers. */
final class CborTree {
    private CborTree() {}

    static Object of(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return Map.of();
        }
        try (CBORParser parser = new CBORFactory().createParser(bytes)) {
            return value(parser, parser.nextToken());
        }
    }

    private static Object value(CBORParser parser, JsonToken token) throws IOException {
        int tag = parser.getCurrentTag();
        Object value = switch (token) {
            case START_OBJECT -> {
                Map<String, Object> members = new HashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    members.put(name, value(parser, parser.nextToken()));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(value(parser, next));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_EMBEDDED_OBJECT -> HexFormat.of().formatHex(parser.getBinaryValue());
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("no value begins with " + token);
        };
        return tag > 0 ? tag + ":" + value : value;
    }
}
