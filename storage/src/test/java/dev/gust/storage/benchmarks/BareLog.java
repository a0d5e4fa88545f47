package dev.gust.storage.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the disk gives at best: a file that was written once before, so that its blocks are there, to which one thread appends
 * what has gathered and waits for the disk. The yardstick for the store's commits.
 */
final class BareLog implements AutoCloseable {
    private static final long SIZE = 512L * 1024 * 1024;

    private static final class Waiting {
        final byte[] record;
        final Thread thread = Thread.currentThread();
        volatile boolean done;

        Waiting(byte[] record) {
            this.record = record;
        }
    }

    private final FileChannel file;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * 1024 * 1024);
    private List<Waiting> arrived = new ArrayList<>();
    private boolean closed;
    private long position;

    BareLog(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        for (long offset = 0; offset < SIZE; offset += buffer.capacity()) {
            buffer.clear();
            file.write(buffer, offset);
        }
        file.force(true);
        thread = Thread.ofPlatform().name("bare-log").daemon().start(this::run);
    }

    void append(byte[] record) {
        Waiting waiting = new Waiting(record);
        synchronized (this) {
            arrived.add(waiting);
            notifyAll();
        }
        while (!waiting.done) {
            LockSupport.park(this);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }

    private void run() {
        try {
            while (true) {
                List<Waiting> group = take();
                if (group.isEmpty()) {
                    return;
                }
                buffer.clear();
                for (Waiting each : group) {
                    buffer.put(each.record);
                }
                buffer.flip();
                if (position + buffer.remaining() > SIZE) {
                    position = 0;
                }
                position += file.write(buffer, position);
                file.force(false);
                for (Waiting each : group) {
                    each.done = true;
                    LockSupport.unpark(each.thread);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Waiting> take() throws InterruptedException {
        while (arrived.isEmpty() && !closed) {
            wait();
        }
        List<Waiting> group = arrived;
        arrived = new ArrayList<>();
        return group;
    }
}
