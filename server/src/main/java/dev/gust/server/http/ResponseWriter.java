package dev.gust.server.http;

import dev.gust.server.http.ResponseHead.Framing;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Sends one answer from the thread that made it. Bytes go out in one write with their head; a file goes from the page
 * cache to the socket; a stream is sent read by read. A client that takes nothing for too long ends it.
 */
final class ResponseWriter {
    /** Below this a copy is cheaper than a second system call. */
    private static final int COPIED_FILE_BYTES = 32 * 1024;

    /** More than this is left to the event loop, which has buffers for it. */
    private static final int WRITTEN_NOW_BYTES = 64 * 1024;

    private static final long REGION_BYTES = 1024 * 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ClientSocket channel;
    private final ResponseHead heads;
    private final Duration timeout;
    private final boolean alone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean used;
    private boolean endsWithClose;

    /** @param alone nothing else is written to the socket until the answer is out, so that its thread may write */
    ResponseWriter(ClientSocket channel, ResponseHead heads, Duration timeout, boolean alone) {
        this.channel = channel;
        this.heads = heads;
        this.timeout = timeout;
        this.alone = alone;
    }

    boolean isUnused() {
        return !used;
    }

    /** Whether closing the connection is what ends the answer. */
    boolean endsWithClose() {
        return endsWithClose;
    }

    void writabilityChanged() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to happen when all has been written. {@link #atOnce()} is asked on the thread of the request when the socket has taken
     * everything; if it says no, and in all other cases, the other runs on the event loop, in the same turn as the last bytes where these are
     * few: waking the loop costs more than most requests do.
     */
    interface Afterwards extends Runnable {
        boolean atOnce();
    }

    void send(HttpResponse response, boolean toHead, boolean keepAlive, boolean http10, Afterwards afterwards)
            throws IOException {
        Framing framing = framing(response, toHead, http10);
        endsWithClose = framing instanceof Framing.UntilClose;
        byte[] head;
        try {
            head = heads.bytes(response, framing, keepAlive && !endsWithClose, http10);
        } catch (RuntimeException e) {
            close(response.body());
            throw e;
        }
        used = true;
        if (toHead || framing instanceof Framing.None) {
            close(response.body());
            last(head, NOTHING, afterwards);
            return;
        }
        switch (response.body()) {
            case Payload.Bytes(byte[] bytes) -> last(head, bytes, afterwards);
            case Payload.FileSlice slice
            when slice.size() <= COPIED_FILE_BYTES -> last(head, wholeOf(slice), afterwards);
            case Payload.FileSlice slice -> {
                sendFile(head, slice);
                channel.eventLoop().execute(afterwards);
            }
            case Payload.Stream stream -> {
                sendStream(head, stream, framing);
                channel.eventLoop().execute(afterwards);
            }
        }
    }

    private static Framing framing(HttpResponse response, boolean toHead, boolean http10) {
        int status = response.status();
        if (status == 204 || status == 304 || status < 200) {
            return new Framing.None();
        }
        OptionalLong length = ResponseHead.length(response, toHead);
        if (length.isPresent()) {
            return new Framing.Length(length.getAsLong());
        }
        return http10 ? new Framing.UntilClose() : new Framing.Chunked();
    }

    private static byte[] wholeOf(Payload.FileSlice slice) throws IOException {
        try (InputStream in = slice.open()) {
            byte[] bytes = in.readNBytes((int) slice.size());
            if (bytes.length < slice.size()) {
                throw new EOFException("the file is shorter than its slice: " + slice);
            }
            return bytes;
        }
    }

    private void sendFile(byte[] head, Payload.FileSlice slice) throws IOException {
        try (FileChannel file = FileChannel.open(slice.file(), StandardOpenOption.READ)) {
            if (file.size() < slice.offset() + slice.size()) {
                throw new EOFException("the file is shorter than its slice: " + slice);
            }
            write(Unpooled.wrappedBuffer(head));
            for (long sent = 0; sent < slice.size(); sent += REGION_BYTES) {
                long count = Math.min(REGION_BYTES, slice.size() - sent);
                awaitTaken(new Region(file, slice.offset() + sent, count));
            }
        }
    }

    /** A part of a file that others are still to be sent from. */
    private static final class Region extends DefaultFileRegion {
        Region(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {
            // The sender closes the file.
        }
    }

    /** The file must stay open until its part is on its way, so this waits for each. */
    private void awaitTaken(Region region) throws IOException {
        var written = channel.writeAndFlush(region);
        var _ = written.addListener(_ -> writabilityChanged());
        awaitUntil(written::isDone);
        if (!written.isSuccess()) {
            throw new IOException("the client did not take the file", written.cause());
        }
    }

    private void sendStream(byte[] head, Payload.Stream payload, Framing framing) throws IOException {
        try (InputStream in = payload.stream()) {
            write(Unpooled.wrappedBuffer(head));
            boolean chunked = framing instanceof Framing.Chunked;
            long left = framing instanceof Framing.Length(long bytes) ? bytes : Long.MAX_VALUE;
            byte[] buffer = new byte[16 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (count > left) {
                    throw new IOException("the stream is longer than announced");
                }
                left -= count;
                if (count > 0) {
                    awaitUntil(channel::isWritable);
                    write(chunked ? chunk(buffer, count) : Unpooled.copiedBuffer(buffer, 0, count));
                }
            }
            if (framing instanceof Framing.Length && left > 0) {
                throw new EOFException("the stream ended " + left + " bytes before its announced length");
            }
            if (chunked) {
                write(Unpooled.wrappedBuffer(LAST_CHUNK));
            }
        }
    }

    private ByteBuf chunk(byte[] buffer, int count) {
        ByteBuf framed = channel.alloc().buffer(count + 12);
        framed.writeCharSequence(Integer.toHexString(count), StandardCharsets.US_ASCII);
        return framed.writeShort(0x0D0A).writeBytes(buffer, 0, count).writeShort(0x0D0A);
    }

    private void last(byte[] head, byte[] body, Afterwards afterwards) throws IOException {
        ByteBuffer left = null;
        // An interrupt would close the socket in the middle of a write.
        if (alone
                && head.length + body.length <= WRITTEN_NOW_BYTES
                && !Thread.currentThread().isInterrupted()) {
            requireActive();
            left = ByteBuffer.allocate(head.length + body.length)
                    .put(head)
                    .put(body)
                    .flip();
            channel.writeNow(left);
            if (!left.hasRemaining() && afterwards.atOnce()) {
                return;
            }
        }
        ByteBuf bytes = left == null ? Unpooled.wrappedBuffer(head, body) : Unpooled.wrappedBuffer(left);
        requireActive();
        channel.eventLoop().execute(() -> {
            if (bytes.isReadable()) {
                var _ = channel.writeAndFlush(bytes, channel.voidPromise());
            }
            afterwards.run();
        });
    }

    private void write(ByteBuf bytes) throws IOException {
        if (!channel.isActive()) {
            bytes.release();
            throw new ClosedChannelException();
        }
        var _ = channel.writeAndFlush(bytes, channel.voidPromise());
    }

    private void requireActive() throws ClosedChannelException {
        if (!channel.isActive()) {
            throw new ClosedChannelException();
        }
    }

    private void awaitUntil(BooleanSupplier condition) throws IOException {
        if (condition.getAsBoolean()) {
            return;
        }
        lock.lock();
        try {
            long nanosLeft = timeout.toNanos();
            while (!condition.getAsBoolean()) {
                if (!channel.isActive()) {
                    throw new ClosedChannelException();
                }
                if (nanosLeft <= 0) {
                    throw new SocketTimeoutException("the client took nothing for " + timeout.toMillis() + " ms");
                }
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending", e);
        } finally {
            lock.unlock();
        }
    }

    private static void close(Payload payload) throws IOException {
        if (payload instanceof Payload.Stream stream) {
            stream.stream().close();
        }
    }
}
