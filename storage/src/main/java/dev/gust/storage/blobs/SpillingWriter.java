package dev.gust.storage.blobs;

import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes in memory as long as they are few, and goes on in a file. */
final class SpillingWriter extends BlobWriter {
    private static final long LOOK_AT_SPACE_EVERY = 8 * 1024 * 1024;

    private final BlobFiles files;
    private final BlobIds ids;
    private final Consumer<String> onFinished;
    private final CRC32C checksum = new CRC32C();
    private byte[] memory = new byte[1024];
    private long length;
    private long unlooked;
    private @Nullable String fileId;
    private @Nullable FileChannel channel;
    private boolean ended;

    SpillingWriter(BlobFiles files, BlobIds ids, Consumer<String> onFinished) {
        this.files = files;
        this.ids = ids;
        this.onFinished = onFinished;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (ended) {
            throw new IllegalStateException("the blob is finished or closed");
        }
        checksum.update(bytes, offset, count);
        if (channel == null && length + count <= BlobStore.INLINE_LIMIT) {
            remember(bytes, offset, count);
        } else {
            spill(ByteBuffer.wrap(bytes, offset, count));
        }
        length += count;
    }

    @Override
    public Blob finish() {
        if (ended) {
            throw new IllegalStateException("the blob is finished or closed");
        }
        int crc = (int) checksum.getValue();
        if (channel == null || fileId == null) {
            ended = true;
            return new Blob(ids.inline(), length, crc, Arrays.copyOf(memory, (int) length));
        }
        files.finish(fileId, channel);
        ended = true;
        onFinished.accept(fileId);
        return new Blob(fileId, length, crc, null);
    }

    @Override
    public void close() {
        if (!ended && channel != null && fileId != null) {
            files.abandon(fileId, channel);
        }
        ended = true;
    }

    private void remember(byte[] bytes, int offset, int count) {
        int end = (int) length + count;
        if (end > memory.length) {
            memory = Arrays.copyOf(memory, Math.min(BlobStore.INLINE_LIMIT, Math.max(end, memory.length * 4)));
        }
        System.arraycopy(bytes, offset, memory, (int) length, count);
    }

    private void spill(ByteBuffer bytes) {
        try {
            FileChannel file = channel;
            if (file == null) {
                files.refuseWhenFull();
                String id = ids.file();
                file = files.begin(id);
                fileId = id;
                channel = file;
                writeFully(file, ByteBuffer.wrap(memory, 0, (int) length));
                memory = new byte[0];
            }
            unlooked += bytes.remaining();
            if (unlooked >= LOOK_AT_SPACE_EVERY) {
                unlooked = 0;
                files.refuseWhenFull();
            }
            writeFully(file, bytes);
        } catch (IOException failure) {
            throw BlobFiles.failure("a blob could not be written", failure);
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
