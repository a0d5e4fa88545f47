package dev.gust.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
    private static final Key PARENT = Key.of("account", "region", "dynamodb", "items");

    private final Randomness randomness = Randomness.seeded(42);

    @Test
    void sortsAsTheValuesSort() {
        List<Value> texts = new ArrayList<>();
        List<Value> numbers = new ArrayList<>();
        List<Value> binaries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            texts.add(Value.of(randomText()));
            numbers.add(Value.of(randomNumber()));
            byte[] bytes = new byte[randomness.nextInt(4)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) (randomness.nextInt(4) - 2);
            }
            binaries.add(Value.of(bytes));
        }
        numbers.addAll(List.of(Value.of(0), Value.of(1), Value.of(-1), Value.of(10), Value.of(-10)));
        for (List<Value> values : List.of(texts, numbers, binaries)) {
            for (Value left : values) {
                for (Value right : values) {
                    int expected = ValueOrder.compare(left, right).orElseThrow();
                    int actual = key(left).plus("more").compareTo(key(right).plus("less"));
                    if (expected == 0) {
                        actual = key(left).compareTo(key(right));
                    }
                    assertThat(Integer.signum(actual))
                            .as("%s against %s", left, right)
                            .isEqualTo(Integer.signum(expected));
                }
            }
        }
    }

    @Test
    void prefixCoversExactlyTheTextsThatBeginWithIt() {
        for (int i = 0; i < 2000; i++) {
            String prefix = randomText();
            String text = randomText();
            KeyRange range = KeyCodec.beginningWith(PARENT, Value.of(prefix));
            assertThat(range.contains(key(Value.of(text)).plus("more")))
                    .as("%s begins %s", text, prefix)
                    .isEqualTo(text.startsWith(prefix));
        }
    }

    private String randomText() {
        String[] parts = {"\0", "\1", "a", "b", "é", "\uFFFD", "😀", "\u007F"};
        StringBuilder text = new StringBuilder();
        for (int i = randomness.nextInt(4); i > 0; i--) {
            text.append(parts[randomness.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private DynamoNumber randomNumber() {
        BigDecimal digits = BigDecimal.valueOf(randomness.nextInt(2001) - 1000L);
        return DynamoNumber.parse(
                digits.scaleByPowerOfTen(randomness.nextInt(6) - 3).toString());
    }

    private static Key key(Value value) {
        return KeyCodec.append(PARENT, value);
    }
}
