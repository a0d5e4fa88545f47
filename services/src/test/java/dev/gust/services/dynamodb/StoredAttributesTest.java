package dev.gust.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.GetItemOutput;
import dev.gust.wire.protocol.json.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is stored is answered byte for byte as if it had been taken apart and written again. */
class StoredAttributesTest {
    private static final List<String> PIECES =
            List.of("a", "plain text ", "\"", "\\", "\n", "\u0001", "\u001f", "\u007f", "é", "日本", "😀", "/");

    private final Randomness random = Randomness.seeded(42);

    @Test
    void writesEveryTypeAsItsPartsAreWritten() {
        for (int round = 0; round < 500; round++) {
            Map<String, Value> item = entries(3);
            StoredItem stored = StoredItem.of(ItemCodec.encode(item));

            assertThat(written(new StoredAttributes(stored))).isEqualTo(written(AttributeValues.toWire(item)));
            assertThat(stored.size()).isEqualTo(ItemSize.of(item));
        }
    }

    @Test
    void writesNumbersOfEveryForm() {
        for (String text : List.of(
                "0",
                "-1",
                "100",
                "0.5",
                "-0.001",
                "12.340",
                "1E+20",
                "1E-130",
                "9.9E+125",
                "9223372036854775807",
                "-9223372036854775808",
                "3.1415926535897932384626433832795028841")) {
            Map<String, Value> item = Map.of("n", Value.of(DynamoNumber.parse(text)));
            StoredItem stored = StoredItem.of(ItemCodec.encode(item));

            assertThat(written(new StoredAttributes(stored))).isEqualTo(written(AttributeValues.toWire(item)));
            assertThat(stored.size()).isEqualTo(ItemSize.of(item));
        }
    }

    @Test
    void isAMapForWhoeverLooksIntoIt() {
        Map<String, Value> item = entries(2);
        Map<String, AttributeValue> attributes = new StoredAttributes(StoredItem.of(ItemCodec.encode(item)));

        assertThat(attributes).isEqualTo(AttributeValues.toWire(item));
    }

    @Test
    void refusesDamagedItems() {
        byte[] bytes = ItemCodec.encode(entries(2));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StoredItem.of(cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static String written(Map<String, AttributeValue> item) {
        String json = new String(JsonDocuments.write(new GetItemOutput(item, null)), StandardCharsets.UTF_8);
        // The generator escapes what lies beyond the first plane of Unicode, which JSON allows and does not ask for.
        return json.replace("\\uD83D\\uDE00", "😀");
    }

    private Map<String, Value> entries(int depth) {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (int left = random.nextInt(6); left > 0; left--) {
            entries.put(text() + left, value(depth));
        }
        return entries;
    }

    private Value value(int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 0 -> Value.of(text());
            case 1 -> Value.of(number());
            case 2 -> Value.of(bytes());
            case 3 -> Value.of(random.nextInt(2) == 0);
            case 4 -> Value.NULL;
            case 5 -> Value.textSet(new HashSet<>(List.of(text(), text())));
            case 6 -> Value.numericSet(new HashSet<>(List.of(number(), DynamoNumber.of(7))));
            case 7 -> Value.binarySet(List.of(new Bytes(bytes()), new Bytes(new byte[] {7})));
            case 8 -> {
                List<Value> elements = new ArrayList<>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    elements.add(value(depth - 1));
                }
                yield Value.elements(elements);
            }
            default -> Value.entries(entries(depth - 1));
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private DynamoNumber number() {
        String digits = (1 + random.nextInt(1_000_000)) + "" + random.nextInt(1_000_000);
        return DynamoNumber.parse((random.nextInt(2) == 0 ? "-" : "") + digits + "E" + (random.nextInt(60) - 30));
    }
}
