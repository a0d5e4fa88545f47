package dev.gust.checks.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/** The least that durability costs here: one thread gathers what waits, writes it into a preallocated file, and forces it. */
final class BareLog implements AutoCloseable {
    private static final int PREALLOCATED = 512 * 1024 * 1024;
    private static final int GROUP = 1024;

    @SuppressWarnings("ArrayRecordComponent")
    private record Pending(byte[] record, CountDownLatch written) {}

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(GROUP);
    private final FileChannel channel;
    private final Thread writer;
    private volatile boolean closed;

    BareLog(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(1024 * 1024);
        for (long at = 0; at < PREALLOCATED; at += zeros.capacity()) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
        writer = Thread.ofPlatform().start(this::write);
    }

    void append(byte[] record) throws InterruptedException {
        Pending pending = new Pending(record, new CountDownLatch(1));
        queue.put(pending);
        pending.written().await();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        writer.interrupt();
        channel.close();
    }

    private void write() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP * 1024);
        List<Pending> group = new ArrayList<>();
        long at = 0;
        try {
            while (!closed) {
                group.add(queue.take());
                queue.drainTo(group, GROUP - 1);
                buffer.clear();
                group.forEach(pending -> buffer.put(pending.record()));
                buffer.flip();
                if (at + buffer.remaining() > PREALLOCATED) {
                    at = 0;
                }
                while (buffer.hasRemaining()) {
                    at += channel.write(buffer, at);
                }
                channel.force(false);
                group.forEach(pending -> pending.written().countDown());
                group.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!closed) {
                throw new IllegalStateException("the log cannot be written", e);
            }
        }
    }
}
