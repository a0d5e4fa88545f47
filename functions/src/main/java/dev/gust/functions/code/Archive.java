package dev.gust.functions.code;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip archive, read from its central directory, which alone knows which files are executable and which are links; the platform's own
 * reader keeps neither. Encryption and archives beyond 4 GB are refused.
 */
final class Archive {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LINK = 0xA000;
    private static final int TYPE_MASK = 0xF000;
    private static final int MAXIMUM_ENTRIES = 200_000;

    private final byte[] zip;
    private final ByteBuffer bytes;
    private final List<Entry> entries;

    private record Entry(String name, int method, long compressed, long size, int mode, long offset) {
        boolean folder() {
            return name.endsWith("/");
        }

        boolean link() {
            return (mode & TYPE_MASK) == LINK;
        }
    }

    private Archive(byte[] zip, ByteBuffer bytes, List<Entry> entries) {
        this.zip = zip;
        this.bytes = bytes;
        this.entries = entries;
    }

    static Archive read(byte[] zip) throws InvalidPackageException {
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int end = findEnd(bytes);
            int count = Short.toUnsignedInt(bytes.getShort(end + 10));
            int at = bytes.getInt(end + 16);
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count && i < MAXIMUM_ENTRIES; i++) {
                if (bytes.getInt(at) != ENTRY_SIGNATURE) {
                    throw new InvalidPackageException("Could not unzip uploaded file: its directory is broken.");
                }
                entries.add(entry(bytes, at));
                at += 46
                        + Short.toUnsignedInt(bytes.getShort(at + 28))
                        + Short.toUnsignedInt(bytes.getShort(at + 30))
                        + Short.toUnsignedInt(bytes.getShort(at + 32));
            }
            return new Archive(zip, bytes, entries);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidPackageException("Could not unzip uploaded file: it is cut short.");
        }
    }

    void unpack(Path target, long maximumBytes) throws IOException, InvalidPackageException {
        long left = maximumBytes;
        List<Entry> links = new ArrayList<>();
        for (Entry entry : entries) {
            Path path = inside(target, entry.name());
            if (entry.folder()) {
                Files.createDirectories(path);
            } else if (entry.link()) {
                links.add(entry);
            } else {
                left -= writeFile(entry, path, left);
            }
        }
        // Links come last, so that no file is ever written through one.
        for (Entry entry : links) {
            writeLink(entry, target);
        }
    }

    private static int findEnd(ByteBuffer bytes) throws InvalidPackageException {
        int lowest = Math.max(0, bytes.limit() - 22 - 65535);
        for (int at = bytes.limit() - 22; at >= lowest; at--) {
            if (bytes.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        throw new InvalidPackageException("Could not unzip uploaded file: it is no zip archive.");
    }

    private static Entry entry(ByteBuffer bytes, int at) throws InvalidPackageException {
        int flags = Short.toUnsignedInt(bytes.getShort(at + 8));
        int method = Short.toUnsignedInt(bytes.getShort(at + 10));
        byte[] name = new byte[Short.toUnsignedInt(bytes.getShort(at + 28))];
        bytes.get(at + 46, name);
        String text = new String(name, StandardCharsets.UTF_8);
        if ((flags & 1) != 0 || (method != 0 && method != 8)) {
            throw new InvalidPackageException(
                    "Could not unzip uploaded file: " + text + " is encrypted or compressed in an unusual way.");
        }
        return new Entry(
                text,
                method,
                Integer.toUnsignedLong(bytes.getInt(at + 20)),
                Integer.toUnsignedLong(bytes.getInt(at + 24)),
                bytes.getInt(at + 38) >>> 16,
                Integer.toUnsignedLong(bytes.getInt(at + 42)));
    }

    private long writeFile(Entry entry, Path path, long left) throws IOException, InvalidPackageException {
        if (entry.size() > left) {
            throw tooLarge();
        }
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        long written = 0;
        try (InputStream in = content(entry);
                OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[65536];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                written += n;
                if (written > left) {
                    throw tooLarge();
                }
                out.write(buffer, 0, n);
            }
        }
        if (written != entry.size()) {
            throw new InvalidPackageException("Could not unzip uploaded file: " + entry.name() + " is broken.");
        }
        // Whoever packed on a machine that knows no permissions means files to be readable.
        boolean executable = (entry.mode() & 0111) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        return written;
    }

    private void writeLink(Entry entry, Path target) throws IOException, InvalidPackageException {
        if (entry.size() > 4096) {
            throw new InvalidPackageException(
                    "Could not unzip uploaded file: the link " + entry.name() + " is too long.");
        }
        Path path = inside(target, entry.name());
        String destination;
        try (InputStream in = content(entry)) {
            destination = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path parent = path.getParent();
        if (parent == null
                || destination.startsWith("/")
                || !parent.resolve(destination).normalize().startsWith(target)) {
            throw new InvalidPackageException(
                    "Could not unzip uploaded file: the link " + entry.name() + " leads outside.");
        }
        Files.createDirectories(parent);
        Files.createSymbolicLink(path, Path.of(destination));
    }

    private InputStream content(Entry entry) throws InvalidPackageException {
        try {
            int at = Math.toIntExact(entry.offset());
            if (bytes.getInt(at) != LOCAL_SIGNATURE) {
                throw new InvalidPackageException(
                        "Could not unzip uploaded file: " + entry.name() + " is not where it should be.");
            }
            int start = at
                    + 30
                    + Short.toUnsignedInt(bytes.getShort(at + 26))
                    + Short.toUnsignedInt(bytes.getShort(at + 28));
            InputStream raw = new ByteArrayInputStream(zip, start, Math.toIntExact(entry.compressed()));
            return entry.method() == 0 ? raw : new InflaterInputStream(raw, new Inflater(true), 65536);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new InvalidPackageException("Could not unzip uploaded file: it is cut short.");
        }
    }

    private static Path inside(Path target, String name) throws InvalidPackageException {
        Path path =
                target.resolve(name.startsWith("/") ? name.substring(1) : name).normalize();
        if (name.isEmpty() || name.indexOf('\0') >= 0 || !path.startsWith(target)) {
            throw new InvalidPackageException("Could not unzip uploaded file: " + name + " leads outside.");
        }
        return path;
    }

    private static InvalidPackageException tooLarge() {
        return new InvalidPackageException("Unzipped size must be smaller than the limit.");
    }
}
