package dev.gust.server.http;

import dev.gust.wire.http.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from the event loop to the thread that answers. Holds at most about {@link #ENOUGH} bytes and one
 * read more: beyond that the socket is left unread until the reader has caught up.
 */
final class RequestBody extends InputStream {
    private static final int ENOUGH = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private final Duration timeout;
    private final Runnable wanted;
    private int held;
    private boolean begun;
    private boolean ended;
    private @Nullable IOException failure;
    private byte[] current = new byte[0];
    private int position;

    /** @param wanted called when the reader waits, or has room again: sends 100 Continue, and reads the socket */
    RequestBody(Duration timeout, Runnable wanted) {
        this.timeout = timeout;
        this.wanted = wanted;
    }

    /** Adds what came in. */
    void add(byte[] chunk, boolean last) {
        lock.lock();
        try {
            if (chunk.length > 0) {
                chunks.add(chunk);
                held += chunk.length;
            }
            ended |= last;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    void fail(IOException why) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = why;
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether every byte has come in, read or not. */
    boolean isComplete() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the socket may be read on: somebody is reading, and has not too much before him. */
    boolean hasRoom() {
        lock.lock();
        try {
            return begun && held < ENOUGH;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        return nextChunk() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!nextChunk()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    /** Makes sure there is an unread byte in the current chunk; false at the end. */
    private boolean nextChunk() throws IOException {
        if (position < current.length) {
            return true;
        }
        lock.lock();
        try {
            if (!begun) {
                begun = true;
                wanted.run();
            }
            long nanosLeft = timeout.toNanos();
            while (chunks.isEmpty()) {
                if (failure instanceof PayloadTooLargeException tooLarge) {
                    throw new PayloadTooLargeException(tooLarge.limit());
                }
                if (failure != null) {
                    throw new IOException(failure.getMessage(), failure);
                }
                if (ended) {
                    return false;
                }
                if (nanosLeft <= 0) {
                    throw new SocketTimeoutException("no byte of the body for " + timeout.toMillis() + " ms");
                }
                nanosLeft = arrived.awaitNanos(nanosLeft);
            }
            boolean wasEnough = held >= ENOUGH;
            current = chunks.remove();
            position = 0;
            held -= current.length;
            if (wasEnough && held < ENOUGH && !ended) {
                wanted.run();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the body", e);
        } finally {
            lock.unlock();
        }
    }
}
