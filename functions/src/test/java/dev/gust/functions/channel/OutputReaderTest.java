package dev.gust.functions.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputReaderTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void keepsEventsAmongLinesHoweverTheyArriveInPieces() {
        print("one\r\npart");
        event("a\nb", false);
        print("ly\n");
        event("begun ", true);
        print("between\n");
        event("and ended", false);
        event("", false);
        print("\ndangling");
        for (int size = 1; size <= output.size(); size++) {
            assertThat(read(100, size))
                    .containsExactly("one", "a\nb", "partly", "between", "begun and ended", "", "dangling");
        }
    }

    @Test
    void boundsEventsAndLines() {
        event("12345678", true);
        event("9", false);
        print("abcdefg\n");
        assertThat(read(3, 100)).containsExactly("123", "456", "789", "abc", "def", "g");
    }

    @Test
    void takesOtherBytesForText() {
        output.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFF, 'x', '\n', (byte) 0xFF, '\n'});
        event("e", false);
        assertThat(read(100, 1)).containsExactly("\uFFFD\uFFFDx", "\uFFFD", "e");
    }

    private void print(String text) {
        output.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void event(String text, boolean more) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer piece = ByteBuffer.allocate(6 + body.length);
        piece.put((byte) 0xFF).put((byte) 'l').putInt(more ? body.length | Integer.MIN_VALUE : body.length);
        output.writeBytes(piece.put(body).array());
    }

    private List<String> read(int maximum, int size) {
        List<String> events = new ArrayList<>();
        OutputReader reader = new OutputReader(maximum);
        byte[] bytes = output.toByteArray();
        for (int from = 0; from < bytes.length; from += size) {
            reader.read(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)), events::add);
        }
        reader.flush(events::add);
        return events;
    }
}
