package dev.gust.wire.http;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Reads part of a file, and no further. */
final class FileSliceStream extends InputStream {
    private final InputStream file;
    private long left;

    private FileSliceStream(InputStream file, long size) {
        this.file = file;
        this.left = size;
    }

    static InputStream open(Path path, long offset, long size) throws IOException {
        FileInputStream file = new FileInputStream(path.toFile());
        try {
            file.getChannel().position(offset);
            return new FileSliceStream(file, size);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int count = file.read(target, offset, (int) Math.min(length, left));
        if (count > 0) {
            left -= count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
