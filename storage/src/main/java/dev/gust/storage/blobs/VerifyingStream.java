package dev.gust.storage.blobs;

import dev.gust.storage.Blob;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** Compares the checksum at the end of a whole read. */
final class VerifyingStream extends FilterInputStream {
    private final Blob blob;
    private final CRC32C checksum = new CRC32C();
    private long count;

    VerifyingStream(InputStream in, Blob blob) {
        super(in);
        this.blob = blob;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            checksum.update(target, offset, read);
            count += read;
        }
        // Checked with the last byte, as a reader that knows the length never asks for the end.
        if (count == blob.length() && read != 0 && (int) checksum.getValue() != blob.crc32c()) {
            throw new IOException(blob + " is damaged: its bytes do not have the checksum they were written with");
        }
        return read;
    }

    /** Skips nothing, as every byte counts; a contract of streams allows it, and callers read instead. */
    @Override
    public long skip(long bytes) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
