package dev.gust.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodecTest {
    private record Thing(
            String name, long size, String note, Instant made, List<String> tags, Map<String, String> extra) {}

    private static final Codec<Thing> FIRST = Codec.of(
            7,
            1,
            (out, thing) -> out.text(thing.name()).number(thing.size()),
            in -> new Thing(in.text(), in.number(), null, null, List.of(), Map.of()));
    private static final Codec<Thing> SECOND = Codec.of(
            7,
            2,
            (out, thing) -> out.text(thing.name())
                    .number(thing.size())
                    .optionalText(thing.note())
                    .optionalInstant(thing.made())
                    .texts(thing.tags())
                    .texts(thing.extra()),
            in -> in.version() < 2
                    ? firstFields(in)
                    : new Thing(
                            in.text(), in.number(), in.optionalText(), in.optionalInstant(), in.texts(), in.textMap()));

    private static Thing firstFields(ValueReader in) {
        return new Thing(in.text(), in.number(), null, null, List.of(), Map.of());
    }

    @Test
    void readsBackWhatItWrote() {
        Thing thing = new Thing(
                "n\u00e4me", Long.MIN_VALUE, null, Instant.ofEpochSecond(-5, 999), List.of("a", ""), Map.of("k", "v"));

        assertThat(SECOND.decode(SECOND.encode(thing))).isEqualTo(thing);
        assertThat(SECOND.encode(thing)).startsWith(7, 2);
    }

    @Test
    void readsOlderVersions() {
        Thing thing = new Thing("name", 3, null, null, List.of(), Map.of());

        assertThat(SECOND.decode(FIRST.encode(thing))).isEqualTo(thing);
    }

    @Test
    void refusesNewerVersions() {
        Thing thing = new Thing("name", 3, null, null, List.of(), Map.of());

        assertThatThrownBy(() -> FIRST.decode(SECOND.encode(thing)))
                .isInstanceOf(FormatTooNewException.class)
                .hasMessageContaining("newer Gust");
    }

    @Test
    void refusesOtherKindsAndDamagedBytes() {
        byte[] good = SECOND.encode(new Thing("name", 3, "note", null, List.of("tag"), Map.of()));

        assertThatThrownBy(() -> Blob.CODEC.decode(good)).isInstanceOf(IllegalStateException.class);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> SECOND.decode(cut)).isInstanceOf(IllegalStateException.class);
        }
    }
}
