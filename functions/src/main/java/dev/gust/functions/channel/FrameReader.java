package dev.gust.functions.channel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into frames. For one thread. */
public final class FrameReader {
    /** Longer ones are none. */
    public static final int MAXIMUM_BYTES = 1024 * 1024 * 1024;

    /** Of longer ones only the beginning is kept: more than any response may have, so that it is told as too large. */
    public static final int KEPT_BYTES = 6_400_000;

    /** Longer chunks are handed on as they come. */
    private static final int WHOLE_CHUNK_BYTES = 256 * 1024;

    private static final int HEAD_BYTES = 5;

    private byte[] partial = new byte[0];
    private int have;
    /** What is still to come of a frame that is too long to keep or to wait for. */
    private int passing;
    /** Its beginning; null for a chunk, which is handed on. */
    private byte @Nullable [] beginning;

    /** Where frames go. */
    public interface Receiver {
        void frame(byte kind, byte[] body);
    }

    /** Takes all bytes of the buffer; false when they are no frames. */
    public boolean read(ByteBuffer bytes, Receiver receiver) {
        while (bytes.hasRemaining()) {
            if (passing > 0) {
                pass(bytes, receiver);
                continue;
            }
            if (have < HEAD_BYTES) {
                take(bytes, HEAD_BYTES);
            }
            if (have < 4) {
                return true;
            }
            int length = ByteBuffer.wrap(partial, 0, 4).getInt();
            if (length < 1 || length > MAXIMUM_BYTES) {
                return false;
            }
            if (have >= HEAD_BYTES) {
                readBody(bytes, length + 4, receiver);
            }
        }
        return true;
    }

    private void readBody(ByteBuffer bytes, int whole, Receiver receiver) {
        byte kind = partial[4];
        if (kind == Frame.CHUNK && whole > WHOLE_CHUNK_BYTES) {
            have = 0;
            passing = whole - HEAD_BYTES;
            return;
        }
        int kept = Math.min(whole, KEPT_BYTES);
        take(bytes, kept);
        if (have < kept) {
            return;
        }
        byte[] body = Arrays.copyOfRange(partial, HEAD_BYTES, kept);
        have = 0;
        if (partial.length > 65536) {
            partial = new byte[HEAD_BYTES];
            partial[4] = kind;
        }
        passing = whole - kept;
        if (passing == 0) {
            receiver.frame(kind, body);
        } else {
            beginning = body;
        }
    }

    private void pass(ByteBuffer bytes, Receiver receiver) {
        byte[] first = beginning;
        int count = Math.min(passing, bytes.remaining());
        passing -= count;
        if (first == null) {
            byte[] piece = new byte[count];
            bytes.get(piece);
            receiver.frame(Frame.CHUNK, piece);
            return;
        }
        bytes.position(bytes.position() + count);
        if (passing == 0) {
            beginning = null;
            receiver.frame(partial[4], first);
        }
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
