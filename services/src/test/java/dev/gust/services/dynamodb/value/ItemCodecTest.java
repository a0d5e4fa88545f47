package dev.gust.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemCodecTest {
    private static final Map<String, Value> EVERY_TYPE = everyType();

    @Test
    void readsBackEveryType() {
        assertThat(ItemCodec.decode(ItemCodec.encode(EVERY_TYPE))).isEqualTo(EVERY_TYPE);
    }

    @Test
    void refusesDamagedItems() {
        byte[] bytes = ItemCodec.encode(EVERY_TYPE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ItemCodec.decode(cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesItemsOfANewerVersion() {
        byte[] bytes = ItemCodec.encode(EVERY_TYPE);
        bytes[1] = 2;
        assertThatThrownBy(() -> ItemCodec.decode(bytes)).hasMessageContaining("version 2");
    }

    @Test
    void countsTheSizeOfEveryType() {
        assertThat(ItemSize.of(Value.of("é"))).isEqualTo(2);
        assertThat(ItemSize.of(Value.of("😀"))).isEqualTo(4);
        assertThat(ItemSize.of(Value.of("日本"))).isEqualTo(6);
        assertThat(ItemSize.of(Value.elements(List.of(Value.of("a"))))).isEqualTo(5);
        assertThat(ItemSize.of(Value.entries(Map.of("k", Value.of("a"))))).isEqualTo(6);
        assertThat(ItemSize.of(Value.elements(List.of(Value.elements(List.of())))))
                .isEqualTo(7);
        assertThat(ItemSize.of(Map.of("name", Value.TRUE))).isEqualTo(5);
    }

    private static Map<String, Value> everyType() {
        Map<String, Value> item = new LinkedHashMap<>();
        item.put("text", Value.of("tëxt 日本 😀"));
        item.put("empty", Value.of(""));
        item.put("integer", Value.of(-42));
        item.put("decimal", Value.of(DynamoNumber.parse("3.1415926535897932384626433832795028841")));
        item.put("huge", Value.of(DynamoNumber.parse("-9.9999999999999999999999999999999999999E+125")));
        item.put("hundred", Value.of(100));
        item.put("binary", Value.of(new byte[] {0, 1, -1}));
        item.put("true", Value.TRUE);
        item.put("false", Value.FALSE);
        item.put("null", Value.NULL);
        item.put("texts", Value.textSet(List.of("b", "a", "")));
        item.put("numbers", Value.numericSet(List.of(DynamoNumber.of(3), DynamoNumber.parse("0.5"))));
        item.put(
                "binaries",
                Value.binarySet(List.of(new Bytes("x".getBytes(StandardCharsets.UTF_8)), new Bytes(new byte[0]))));
        item.put("list", Value.elements(List.of(Value.of("a"), Value.elements(List.of()), Value.NULL)));
        item.put("map", Value.entries(Map.of("k", Value.entries(Map.of("n", Value.of(1))))));
        return item;
    }
}
