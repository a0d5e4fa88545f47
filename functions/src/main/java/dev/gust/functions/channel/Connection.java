package dev.gust.functions.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ChannelLoop}. What may wait to be written is bounded by its users: one request at a time. */
public final class Connection {
    private final ChannelLoop loop;
    private final SocketChannel channel;
    private final ConnectionListener listener;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private volatile @Nullable SelectionKey key;
    private volatile boolean paused;
    private volatile boolean closed;
    private boolean told;

    Connection(ChannelLoop loop, SocketChannel channel, ConnectionListener listener) {
        this.loop = loop;
        this.channel = channel;
        this.listener = listener;
    }

    /** Writes on the calling thread; what the socket does not take follows when it does. */
    public void write(ByteBuffer... parts) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            try {
                if (waiting.isEmpty()) {
                    channel.write(parts);
                }
            } catch (IOException e) {
                close();
                return;
            }
            for (ByteBuffer part : parts) {
                if (part.hasRemaining()) {
                    waiting.add(part);
                }
            }
            if (!waiting.isEmpty()) {
                loop.execute(this::updateInterest);
            }
        }
    }

    /** Stops reading, so that the other side has to wait. */
    public void pause() {
        if (!paused) {
            paused = true;
            loop.execute(this::updateInterest);
        }
    }

    public void resume() {
        if (paused) {
            paused = false;
            loop.execute(this::updateInterest);
        }
    }

    public boolean paused() {
        return paused;
    }

    /** Reads what is there now. On the loop's thread only, while another connection is being heard. */
    public void drain() {
        if (!closed && !paused) {
            read(true);
        }
    }

    /** Reads what is there now. On the loop's thread only, while no connection is being heard. */
    public void hear() {
        if (!closed && !paused) {
            read(false);
        }
    }

    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.execute(this::tellClosed);
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(Connection.class.getName()).log(System.Logger.Level.DEBUG, "channel=close", e);
        }
    }

    void register(Selector selector) {
        if (closed) {
            return;
        }
        try {
            key = channel.register(selector, SelectionKey.OP_READ, this);
            updateInterest();
        } catch (ClosedChannelException e) {
            close();
        }
    }

    void serve(SelectionKey ready) {
        try {
            if (ready.isWritable()) {
                writeWaiting();
            }
            if (!closed && ready.isReadable()) {
                read(false);
            }
        } catch (CancelledKeyException e) {
            // Closed by another thread in this very moment.
            close();
        }
    }

    private void read(boolean draining) {
        while (!closed && !paused) {
            ByteBuffer buffer = draining ? loop.drainBuffer() : loop.buffer();
            int count;
            try {
                count = channel.read(buffer);
            } catch (IOException e) {
                count = -1;
            }
            if (count < 0) {
                close();
                return;
            }
            if (count == 0) {
                return;
            }
            boolean full = !buffer.hasRemaining();
            listener.received(buffer.flip());
            if (!full) {
                return;
            }
        }
    }

    private void writeWaiting() {
        synchronized (waiting) {
            try {
                while (!waiting.isEmpty()) {
                    ByteBuffer next = waiting.getFirst();
                    channel.write(next);
                    if (next.hasRemaining()) {
                        break;
                    }
                    waiting.removeFirst();
                }
            } catch (IOException e) {
                close();
                return;
            }
        }
        updateInterest();
    }

    private void updateInterest() {
        SelectionKey registered = key;
        if (registered == null || closed) {
            return;
        }
        boolean writing;
        synchronized (waiting) {
            writing = !waiting.isEmpty();
        }
        try {
            registered.interestOps((paused ? 0 : SelectionKey.OP_READ) | (writing ? SelectionKey.OP_WRITE : 0));
        } catch (CancelledKeyException e) {
            close();
        }
    }

    private void tellClosed() {
        if (!told) {
            told = true;
            listener.closed();
        }
    }
}
