package dev.gust.functions.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads every connection on one platform thread. Writing happens on the writer's own thread, as far as the socket takes it. */
public final class ChannelLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChannelLoop.class.getName());
    private static final int READ_BYTES = 256 * 1024;

    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    /** For draining one connection while another's bytes are being heard. */
    private final ByteBuffer drainBuffer = ByteBuffer.allocateDirect(READ_BYTES / 4);

    public ChannelLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("opening a selector", e);
        }
        thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        thread.start();
    }

    /** Takes over a connected channel. */
    public Connection add(SocketChannel channel, ConnectionListener listener) throws IOException {
        channel.configureBlocking(false);
        Connection connection = new Connection(this, channel, listener);
        execute(() -> connection.register(selector));
        return connection;
    }

    /** Runs the task on the loop's thread, soon; after the loop's end on the caller's, so that nobody waits for what never comes. */
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
        if (!thread.isAlive()) {
            runTasks();
        }
    }

    ByteBuffer buffer() {
        return buffer.clear();
    }

    ByteBuffer drainBuffer() {
        return drainBuffer.clear();
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                selector.select(this::serve);
                runTasks();
            } catch (ClosedSelectorException e) {
                break;
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "channel_loop=failed", e);
            }
        }
        runTasks();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "channel_task=failed", e);
            }
        }
    }

    private void serve(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            connection.serve(key);
        } catch (RuntimeException | OutOfMemoryError e) {
            // One environment's trouble is not the others', nor is what it sent more than there is room for.
            LOG.log(System.Logger.Level.ERROR, "channel=failed", e);
            connection.close();
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            thread.join(2000);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "channel_loop=close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
