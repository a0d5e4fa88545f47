package dev.gust.functions.channel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a stream of bytes into frames. For one thread. */
public final class FrameReader {
    /** Longer frames are refused: a response ten times over Lambda's limit is still told as too large, and no more than that. */
    public static final int MAXIMUM_BYTES = 64 * 1024 * 1024;

    private byte[] partial = new byte[0];
    private int have;

    /** Where frames go. */
    public interface Receiver {
        void frame(byte kind, byte[] body);
    }

    /** Takes all bytes of the buffer; false when they are no frames. */
    public boolean read(ByteBuffer bytes, Receiver receiver) {
        while (bytes.hasRemaining()) {
            if (have < 4) {
                take(bytes, 4);
                if (have < 4) {
                    return true;
                }
            }
            int length = ByteBuffer.wrap(partial, 0, 4).getInt();
            if (length < 1 || length > MAXIMUM_BYTES) {
                return false;
            }
            take(bytes, length + 4);
            if (have == length + 4) {
                byte kind = partial[4];
                byte[] body = Arrays.copyOfRange(partial, 5, have);
                have = 0;
                if (partial.length > 65536) {
                    partial = new byte[0];
                }
                receiver.frame(kind, body);
            }
        }
        return true;
    }

    private void take(ByteBuffer bytes, int wanted) {
        int count = Math.min(wanted - have, bytes.remaining());
        if (partial.length < have + count) {
            // Grows with what really came, not with what a length field promises.
            partial =
                    Arrays.copyOf(partial, Math.max(have + count, Math.min(wanted, Math.max(512, partial.length * 2))));
        }
        bytes.get(partial, have, count);
        have += count;
    }
}
