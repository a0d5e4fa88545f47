package dev.gust.services.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Streams one after the other, each opened when its turn has come and closed when it is over. */
final class PartsStream extends InputStream {
    private final Deque<Supplier<InputStream>> rest;
    private InputStream current = InputStream.nullInputStream();

    PartsStream(List<Supplier<InputStream>> parts) {
        this.rest = new ArrayDeque<>(parts);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = current.read(target, offset, length);
        while (read < 0 && !rest.isEmpty()) {
            current.close();
            current = rest.pop().get();
            read = current.read(target, offset, length);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        rest.clear();
        current.close();
    }
}
