package dev.gust.cli.deploy.packaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;

/** Writes into a zip's central directory which entries are executable; the JDK's own writer leaves that out. */
final class ZipModes {
    private static final int END_LENGTH = 22;
    private static final int ENTRY_LENGTH = 46;
    /** So many or more are counted elsewhere, in a form of the directory that is left alone here. */
    private static final int MANY = 0xFFFF;

    private static final short MADE_BY_UNIX = 3 << 8 | 30;
    private static final int FILE = 0100644;
    private static final int PROGRAM = 0100755;

    private ZipModes() {}

    /** @param zip one without a comment, as the JDK has just written it */
    static void write(Path zip, Predicate<String> executable) throws IOException {
        try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer end = read(channel, channel.size() - END_LENGTH, END_LENGTH);
            long entries = Short.toUnsignedLong(end.getShort(10));
            if (entries == MANY) {
                return;
            }
            int length = end.getInt(12);
            long from = Integer.toUnsignedLong(end.getInt(16));
            ByteBuffer directory = read(channel, from, length);
            int at = 0;
            for (long i = 0; i < entries; i++) {
                int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
                byte[] name = new byte[nameLength];
                directory.get(at + ENTRY_LENGTH, name);
                boolean program = executable.test(new String(name, StandardCharsets.UTF_8));
                directory.putShort(at + 4, MADE_BY_UNIX);
                directory.putInt(at + 38, (program ? PROGRAM : FILE) << 16);
                at += ENTRY_LENGTH
                        + nameLength
                        + Short.toUnsignedInt(directory.getShort(at + 30))
                        + Short.toUnsignedInt(directory.getShort(at + 32));
            }
            channel.write(directory.rewind(), from);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("the package ends early");
            }
        }
        return buffer.flip();
    }
}
