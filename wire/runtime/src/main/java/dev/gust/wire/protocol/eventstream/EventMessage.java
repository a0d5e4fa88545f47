package dev.gust.wire.protocol.eventstream;

import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.schema.Blob;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One message of an event stream: total length, length of the headers, checksum of both, headers, payload, checksum of
 * it all.
 *
 * @param headers Boolean, Byte, Short, Integer, Long, Blob, String, Instant or UUID by name
 */
public record EventMessage(Map<String, Object> headers, Blob payload) {
    private static final int FRAME = 16;
    private static final int LONGEST = 24 * 1024 * 1024;
    private static final int LONGEST_HEADERS = 128 * 1024;
    private static final int LONGEST_VALUE = 32_767;

    public EventMessage {
        headers = Map.copyOf(headers);
    }

    /** The message as bytes. */
    public byte[] encode() {
        byte[] head = encodeHeaders();
        int total = FRAME + head.length + payload.size();
        ByteBuffer frame = ByteBuffer.allocate(total);
        frame.putInt(total).putInt(head.length);
        frame.putInt(checksum(frame.array(), 8));
        frame.put(head).put(payload.bytes());
        frame.putInt(checksum(frame.array(), total - 4));
        return frame.array();
    }

    /** The message that the bytes are, or {@link MalformedException}. */
    public static EventMessage decode(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length < FRAME || bytes.length > LONGEST || frame.getInt(0) != bytes.length) {
            throw new MalformedException("An event's length is not what it says");
        }
        int headersLength = frame.getInt(4);
        if (headersLength < 0 || headersLength > LONGEST_HEADERS || headersLength > bytes.length - FRAME) {
            throw new MalformedException("The headers of an event are longer than it");
        }
        if (frame.getInt(8) != checksum(bytes, 8)
                || frame.getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
            throw new MalformedException("An event's checksum does not fit");
        }
        Map<String, Object> headers = decodeHeaders(frame.slice(12, headersLength));
        byte[] payload = new byte[bytes.length - FRAME - headersLength];
        frame.get(12 + headersLength, payload);
        return new EventMessage(headers, Blob.of(payload));
    }

    private byte[] encodeHeaders() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Map.Entry<String, Object> header : headers.entrySet()) {
                byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeByte(name.length);
                out.write(name);
                value(out, header.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void value(DataOutputStream out, Object value) throws IOException {
        switch (value) {
            case Boolean flag -> out.writeByte(flag ? 0 : 1);
            case Byte number -> {
                out.writeByte(2);
                out.writeByte(number);
            }
            case Short number -> {
                out.writeByte(3);
                out.writeShort(number);
            }
            case Integer number -> {
                out.writeByte(4);
                out.writeInt(number);
            }
            case Long number -> {
                out.writeByte(5);
                out.writeLong(number);
            }
            case Blob blob -> sized(out, 6, blob.bytes());
            case String text -> sized(out, 7, text.getBytes(StandardCharsets.UTF_8));
            case Instant instant -> {
                out.writeByte(8);
                out.writeLong(instant.toEpochMilli());
            }
            case UUID uuid -> {
                out.writeByte(9);
                out.writeLong(uuid.getMostSignificantBits());
                out.writeLong(uuid.getLeastSignificantBits());
            }
            default -> throw new IllegalArgumentException("No header of an event can hold " + value.getClass());
        }
    }

    private static void sized(DataOutputStream out, int type, byte[] bytes) throws IOException {
        if (bytes.length > LONGEST_VALUE) {
            throw new IllegalArgumentException("A header of an event holds at most " + LONGEST_VALUE + " bytes");
        }
        out.writeByte(type);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static Map<String, Object> decodeHeaders(ByteBuffer bytes) {
        Map<String, Object> headers = new LinkedHashMap<>();
        try {
            while (bytes.hasRemaining()) {
                byte[] name = new byte[Byte.toUnsignedInt(bytes.get())];
                bytes.get(name);
                headers.put(new String(name, StandardCharsets.UTF_8), decodeValue(bytes));
            }
        } catch (java.nio.BufferUnderflowException e) {
            throw new MalformedException("The headers of an event end in the middle of one");
        }
        return headers;
    }

    private static Object decodeValue(ByteBuffer bytes) {
        int type = bytes.get();
        return switch (type) {
            case 0 -> true;
            case 1 -> false;
            case 2 -> bytes.get();
            case 3 -> bytes.getShort();
            case 4 -> bytes.getInt();
            case 5 -> bytes.getLong();
            case 6 -> Blob.of(sized(bytes));
            case 7 -> new String(sized(bytes), StandardCharsets.UTF_8);
            case 8 -> Instant.ofEpochMilli(bytes.getLong());
            case 9 -> new UUID(bytes.getLong(), bytes.getLong());
            default -> throw new MalformedException("A header of an event has the unknown type " + type);
        };
    }

    private static byte[] sized(ByteBuffer bytes) {
        byte[] value = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(value);
        return value;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
