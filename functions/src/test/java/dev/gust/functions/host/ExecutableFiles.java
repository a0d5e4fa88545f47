package dev.gust.functions.host;

import dev.gust.functions.code.PackageId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Packages whose files may be executed. */
final class ExecutableFiles {
    private ExecutableFiles() {}

    static PackageId pack(TestHost host, Map<String, String> files) {
        Map<String, byte[]> bytes = new HashMap<>();
        files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            return host.host.packages().unpack(zip(bytes), 9_000_000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** With executable files, which the JDK's own writer of archives can not make. */
    @SuppressWarnings("ByteBufferBackingArray")
    static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] name = file.getKey().getBytes(StandardCharsets.UTF_8);
            CRC32 check = new CRC32();
            check.update(file.getValue());
            int offset = archive.size();
            ByteBuffer middle = little(22)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt((int) check.getValue())
                    .putInt(file.getValue().length)
                    .putInt(file.getValue().length)
                    .putShort((short) name.length);
            archive.write(little(6).putInt(0x04034b50).putShort((short) 20).array());
            archive.write(middle.array());
            archive.write(new byte[2]);
            archive.write(name);
            archive.write(file.getValue());
            directory.write(little(8)
                    .putInt(0x02014b50)
                    .putShort((short) 0x0314)
                    .putShort((short) 20)
                    .array());
            directory.write(middle.array());
            directory.write(little(16)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0100755 << 16)
                    .putInt(offset)
                    .array());
            directory.write(name);
        }
        int start = archive.size();
        archive.write(directory.toByteArray());
        archive.write(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) files.size())
                .putShort((short) files.size())
                .putInt(directory.size())
                .putInt(start)
                .array());
        return archive.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
