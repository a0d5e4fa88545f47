package dev.gust.server.http;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A body without an end, which tells when its reader has given up on it. */
final class EndlessBody extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() {
        return 'x';
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return length;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    boolean awaitClosed() throws InterruptedException {
        return closed.await(10, TimeUnit.SECONDS);
    }
}
