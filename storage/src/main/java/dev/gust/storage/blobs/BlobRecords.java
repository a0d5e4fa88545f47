package dev.gust.storage.blobs;

import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What the ordered store holds of blobs. */
final class BlobRecords {
    /** The bytes of small ones. */
    static final Key CONTENT = Key.of(KeySpace.CONTENT, "", "", "blobs", "content");

    /** Files that stay. */
    static final Key KEPT = Key.of("", "", "blobs", "kept");

    /** Files that go: since when. Stays longer than the file, so that nobody keeps a blob that is gone. */
    static final Key FREED = Key.of("", "", "blobs", "freed");

    static final byte[] NOTHING = new byte[0];

    private BlobRecords() {}

    static byte[] time(Instant time) {
        return ByteBuffer.allocate(Long.BYTES).putLong(time.toEpochMilli()).array();
    }

    static Instant time(byte[] stored) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(stored).getLong());
    }
}
