package dev.gust.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyTest {
    private static final Key ROOT = Key.of("000000000000", "us-east-1", "sqs");

    @Test
    void readsItsPartsBack() {
        Key key = ROOT.plus("que\0ue")
                .plus(-42)
                .plus(new byte[] {0, (byte) 0xFF, 1})
                .plusVersion(77);

        KeyReader parts = key.partsAfter(ROOT);

        assertThat(parts.text()).isEqualTo("que\0ue");
        assertThat(parts.number()).isEqualTo(-42);
        assertThat(parts.bytes()).containsExactly(0, (byte) 0xFF, 1);
        assertThat(parts.version()).isEqualTo(77);
        assertThat(parts.hasNext()).isFalse();
        assertThat(key.parts().skip(4).number()).isEqualTo(-42);
        assertThat(key.toString()).isEqualTo("RECORDS:000000000000/us-east-1/sqs/que\0ue/-42/x00ff01/v77");
    }

    @Test
    void keepsTheOrderOfNumbers() {
        long[] edges = {
            Long.MIN_VALUE, Long.MIN_VALUE + 1, -65_537, -65_536, -257, -256, -255, -2, -1, 0, 1, 2, 127, 128
        };
        long[] more = {255, 256, 65_535, 65_536, 1L << 32, (1L << 56) - 1, 1L << 56, Long.MAX_VALUE - 1, Long.MAX_VALUE
        };
        List<Long> numbers = LongStream.concat(Arrays.stream(edges), Arrays.stream(more))
                .boxed()
                .toList();

        List<Long> sorted = numbers.reversed().stream()
                .sorted(Comparator.comparing(ROOT::plus))
                .toList();

        assertThat(sorted).isEqualTo(numbers);
        for (long number : numbers) {
            assertThat(ROOT.plus(number).partsAfter(ROOT).number()).isEqualTo(number);
        }
    }

    @Test
    void keepsTheOrderOfTextsByTheirBytes() {
        Randomness random = Randomness.seeded(1);
        List<String> texts = Stream.generate(() -> randomText(random))
                .limit(2_000)
                .distinct()
                .toList();
        Comparator<String> byBytes = (left, right) -> Arrays.compareUnsigned(utf8(left), utf8(right));

        assertThat(texts.stream()
                        .sorted(Comparator.comparing(text -> ROOT.plus(text).plus("z")))
                        .toList())
                .isEqualTo(texts.stream().sorted(byBytes).toList());
        assertThat(texts)
                .allSatisfy(text ->
                        assertThat(ROOT.plus(text).partsAfter(ROOT).text()).isEqualTo(text));
    }

    @Test
    void refusesHalfOfASurrogatePair() {
        assertThatThrownBy(() -> ROOT.plus("a\uD800b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ROOT.plus("\uDC00")).isInstanceOf(IllegalArgumentException.class);
        assertThat(ROOT.plus("\uD83D\uDE00").partsAfter(ROOT).text()).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void refusesKeysBeyondTheLimit() {
        assertThatThrownBy(() -> ROOT.plus("x".repeat(Key.MAX_LENGTH))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangeUnderAKeyHoldsItsDescendantsOnly() {
        KeyRange under = KeyRange.under(ROOT.plus("a"));

        assertThat(under.contains(ROOT.plus("a").plus("x"))).isTrue();
        assertThat(under.contains(ROOT.plus("a").plus(-1))).isTrue();
        assertThat(under.contains(ROOT.plus("a").plusVersion(9).plus("y"))).isTrue();
        assertThat(under.contains(ROOT.plus("a"))).isFalse();
        assertThat(under.contains(ROOT.plus("a\0"))).isFalse();
        assertThat(under.contains(ROOT.plus("a\0b").plus("x"))).isFalse();
        assertThat(under.contains(ROOT.plus("ab"))).isFalse();
        assertThat(under.contains(ROOT.plus("b"))).isFalse();
        assertThat(KeyRange.including(ROOT.plus("a")).contains(ROOT.plus("a"))).isTrue();
    }

    @Test
    void rangeOfATextPrefixHoldsLongerTexts() {
        KeyRange photos = KeyRange.textPrefix(ROOT, "photos/");

        assertThat(photos.contains(ROOT.plus("photos/"))).isTrue();
        assertThat(photos.contains(ROOT.plus("photos/cat"))).isTrue();
        assertThat(photos.contains(ROOT.plus("photos/\0"))).isTrue();
        assertThat(photos.contains(ROOT.plus("photos/\uDBFF\uDFFF"))).isTrue();
        assertThat(photos.contains(ROOT.plus("photos"))).isFalse();
        assertThat(photos.contains(ROOT.plus("photos0"))).isFalse();
        assertThat(KeyRange.textPrefix(ROOT, "").contains(ROOT.plus("anything")))
                .isTrue();
        assertThat(KeyRange.bytesPrefix(ROOT, new byte[] {(byte) 0xFF})
                        .contains(ROOT.plus(new byte[] {(byte) 0xFF, 1})))
                .isTrue();
    }

    @Test
    void rangeContinuesAfterAKeyOrAfterAllUnderIt() {
        KeyRange all = KeyRange.under(ROOT);
        Key a = ROOT.plus("a");

        assertThat(all.after(a).contains(a)).isFalse();
        assertThat(all.after(a).contains(a.plus("x"))).isTrue();
        assertThat(all.afterAllUnder(a).contains(a.plus("x"))).isFalse();
        assertThat(all.afterAllUnder(a).contains(ROOT.plus("b"))).isTrue();
        assertThat(all.before(a).contains(a)).isFalse();
        assertThat(all.through(a).contains(a)).isTrue();
    }

    @Test
    void stampedKeyIsOrderedByVersion() {
        StampedKey stamped = ROOT.plusCommitVersion().plus(3);

        assertThat(stamped.at(255)).isLessThan(stamped.at(256));
        assertThat(stamped.at(9)).isEqualTo(ROOT.plusVersion(9).plus(3));
    }

    @Test
    void keepsSpacesApart() {
        Key churn = Key.of(KeySpace.CHURN, "a");

        assertThat(churn).isNotEqualTo(Key.of("a"));
        assertThat(churn.space()).isEqualTo(KeySpace.CHURN);
        assertThatThrownBy(() -> new KeyRange(Key.of("a"), churn)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String randomText(Randomness random) {
        int[] points = {0, 1, 'a', 'b', '/', 0x7F, 0x80, 0xFF, 0x7FF, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
