package dev.gust.functions.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What anybody may write to a channel. */
class FrameReaderTest {
    private record Heard(byte kind, int length) {}

    private final List<Heard> heard = new ArrayList<>();
    private final FrameReader reader = new FrameReader();

    @Test
    void framesComeWholeHoweverTheyAreCut() {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        bytes.putInt(1)
                .put(Frame.READY)
                .putInt(4)
                .put(Frame.RESULT)
                .put(new byte[3])
                .flip();
        while (bytes.hasRemaining()) {
            assertThat(read(bytes.slice(bytes.position(), 1))).isTrue();
            bytes.position(bytes.position() + 1);
        }
        assertThat(heard).containsExactly(new Heard(Frame.READY, 0), new Heard(Frame.RESULT, 3));
    }

    @Test
    void ofWhatIsTooLongTheBeginningIsKept() {
        int length = 40_000_000;
        read(head(length + 1, Frame.RESULT));
        for (int sent = 0; sent < length; sent += 1_000_000) {
            assertThat(heard).isEmpty();
            assertThat(read(ByteBuffer.allocate(1_000_000))).isTrue();
        }
        read(head(3, Frame.LOG));
        read(ByteBuffer.allocate(2));
        assertThat(heard).containsExactly(new Heard(Frame.RESULT, FrameReader.KEPT_BYTES - 5), new Heard(Frame.LOG, 2));
    }

    @Test
    void longChunksAreHandedOnAsTheyCome() {
        read(head(3_000_001, Frame.CHUNK));
        read(ByteBuffer.allocate(1_000_000));
        assertThat(heard).containsExactly(new Heard(Frame.CHUNK, 1_000_000));
        read(ByteBuffer.allocate(2_000_000));
        read(head(2, Frame.CHUNK));
        read(ByteBuffer.allocate(1));
        assertThat(heard.stream().mapToInt(Heard::length)).containsExactly(1_000_000, 2_000_000, 1);
    }

    @Test
    void whatIsNoLengthIsNoFrame() {
        assertThat(read(head(0, Frame.RESULT))).isFalse();
        assertThat(new FrameReader().read(head(-1, Frame.RESULT), (kind, body) -> {}))
                .isFalse();
        assertThat(new FrameReader().read(head(Integer.MAX_VALUE, Frame.RESULT), (kind, body) -> {}))
                .isFalse();
    }

    private boolean read(ByteBuffer bytes) {
        return reader.read(bytes, (kind, body) -> heard.add(new Heard(kind, body.length)));
    }

    private static ByteBuffer head(int length, byte kind) {
        return ByteBuffer.allocate(5).putInt(length).put(kind).flip();
    }
}
