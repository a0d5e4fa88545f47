package dev.gust.storage.segments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that is being written. Requests write it, and the thread of one whose client has gone is interrupted: that would close a
 * channel under all the others, which this is not.
 */
final class SegmentFile implements AutoCloseable {
    private final RandomAccessFile file;

    private SegmentFile(RandomAccessFile file) {
        this.file = file;
    }

    static SegmentFile create(Path path) throws IOException {
        Files.createFile(path);
        return new SegmentFile(new RandomAccessFile(path.toFile(), "rw"));
    }

    /** All of an encoded block. */
    void write(ByteBuffer block, long position) throws IOException {
        file.seek(position);
        file.write(block.array(), block.arrayOffset() + block.position(), block.remaining());
        block.position(block.limit());
    }

    int read(ByteBuffer buffer, long position) throws IOException {
        file.seek(position);
        int count = file.read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        if (count > 0) {
            buffer.position(buffer.position() + count);
        }
        return count;
    }

    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
