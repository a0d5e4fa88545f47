package dev.gust.storage.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Some records of one stream, one after another in a file:
 *
 * <pre>
 * magic u32 | bytes after this header u32 | crc32c of them u32 | kind u8, version u8
 * stream u16 + bytes | first time i64 | last time i64 | records u32 | (time i64 | length u32 | bytes)*
 * </pre>
 */
final class Block {
    static final int HEADER = 14;
    static final int MAX_BODY = 32 * 1024 * 1024;

    private static final int MAGIC = 0x47535447;
    private static final byte KIND = 1;
    private static final byte VERSION = 1;

    private Block() {}

    /** What is known of a block without reading its records: where it is, and which times are in it. */
    record Header(long offset, int bodyBytes, String stream, long firstMillis, long lastMillis, int records) {
        long end() {
            return offset + HEADER + bodyBytes;
        }
    }

    static ByteBuffer encode(String stream, List<PendingRecord> records) {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int size = Short.BYTES + name.length + 2 * Long.BYTES + Integer.BYTES;
        for (PendingRecord each : records) {
            first = Math.min(first, each.millis());
            last = Math.max(last, each.millis());
            size += Long.BYTES + Integer.BYTES + each.content().length;
        }
        ByteBuffer block = ByteBuffer.allocate(HEADER + size);
        block.putInt(MAGIC).putInt(size).putInt(0).put(KIND).put(VERSION);
        block.putShort((short) name.length)
                .put(name)
                .putLong(first)
                .putLong(last)
                .putInt(records.size());
        for (PendingRecord each : records) {
            block.putLong(each.millis()).putInt(each.content().length).put(each.content());
        }
        return block.putInt(8, checksum(block, HEADER, size)).flip();
    }

    /** The header at this offset, or nothing where the file ends or is torn. */
    static Optional<Header> header(SegmentBytes file, long offset, boolean verify) throws IOException {
        Optional<ByteBuffer> fixed = file.read(offset, HEADER);
        if (fixed.isEmpty() || fixed.get().getInt(0) != MAGIC) {
            return Optional.empty();
        }
        int size = fixed.get().getInt(4);
        if (size < Short.BYTES || size > MAX_BODY) {
            return Optional.empty();
        }
        Optional<ByteBuffer> body = file.read(offset + HEADER, verify ? size : Math.min(size, 1024));
        if (body.isEmpty()
                || (verify && checksum(body.get(), 0, size) != fixed.get().getInt(8))) {
            return Optional.empty();
        }
        if (fixed.get().get(12) != KIND || fixed.get().get(13) > VERSION) {
            throw new IOException("a block of kind " + fixed.get().get(12) + " and version "
                    + fixed.get().get(13) + " was written by a newer Gust");
        }
        String stream = stream(body.get());
        return Optional.of(new Header(
                offset,
                size,
                stream,
                body.get().getLong(),
                body.get().getLong(),
                body.get().getInt()));
    }

    static List<SegmentRecord> records(SegmentBytes file, Header header, long segment, int block) throws IOException {
        ByteBuffer body = file.read(header.offset() + HEADER, header.bodyBytes())
                .orElseThrow(() -> new IOException("a segment is shorter than it was"));
        ByteBuffer fixed = file.read(header.offset(), HEADER)
                .orElseThrow(() -> new IOException("a segment is shorter than it was"));
        if (checksum(body, 0, header.bodyBytes()) != fixed.getInt(8)) {
            throw new IOException("block " + block + " of segment " + segment + " is damaged");
        }
        body.position(Short.BYTES + body.getShort(0) + 2 * Long.BYTES + Integer.BYTES);
        List<SegmentRecord> records = new ArrayList<>(header.records());
        for (int i = 0; i < header.records(); i++) {
            Instant time = Instant.ofEpochMilli(body.getLong());
            byte[] content = new byte[body.getInt()];
            body.get(content);
            records.add(new SegmentRecord(time, content, new SegmentPosition(segment, block, i)));
        }
        return records;
    }

    private static String stream(ByteBuffer body) {
        byte[] name = new byte[body.getShort()];
        body.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static int checksum(ByteBuffer bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset() + offset, length);
        return (int) crc.getValue();
    }
}
