package dev.gust.storage.blobs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Some bytes of a file as a stream. */
final class FileSlice extends InputStream {
    private final FileChannel channel;
    private long position;
    private long left;

    FileSlice(FileChannel channel, long offset, long length) {
        this.channel = channel;
        this.position = offset;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(count, left)), position);
        if (read < 0) {
            throw new EOFException("the file of a blob is " + left + " bytes shorter than it was");
        }
        position += read;
        left -= read;
        return read;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
