package dev.gust.services.s3;

import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/** Reckons, while a body is read, its MD5 and whatever checksum the request announced. */
final class Checksums extends FilterInputStream {
    static final String MD5 = "MD5";

    private final @Nullable MessageDigest md5;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private long count;

    /** A checksum under way. */
    private sealed interface Running {
        void update(byte[] bytes, int offset, int length);

        byte[] value();
    }

    private record Digest(MessageDigest digest) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }

    private record Cyclic(Checksum checksum) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
        }
    }

    private record Cyclic64(Crc64Nvme checksum) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return ByteBuffer.allocate(8).putLong(checksum.value()).array();
        }
    }

    Checksums(InputStream body) {
        super(body);
        this.md5 = digest("MD5");
    }

    private Checksums(InputStream body, boolean withMd5) {
        super(body);
        this.md5 = withMd5 ? digest("MD5") : null;
    }

    /** Reckons one algorithm and nothing besides; MD5 is one here. Empty when it is not known. */
    static Optional<Checksums> of(String algorithm, InputStream body) {
        boolean withMd5 = algorithm.equals(MD5);
        Checksums checksums = new Checksums(body, withMd5);
        return withMd5 || checksums.add(algorithm) ? Optional.of(checksums) : Optional.empty();
    }

    /** Adds an algorithm by the name the API has for it; false when it is not known here. */
    boolean add(String algorithm) {
        Optional<Running> made = switch (algorithm) {
            case "CRC32" -> Optional.of(new Cyclic(new CRC32()));
            case "CRC32C" -> Optional.of(new Cyclic(new CRC32C()));
            case "CRC64NVME" -> Optional.of(new Cyclic64(new Crc64Nvme()));
            case "SHA1" -> Optional.of(new Digest(digest("SHA-1")));
            case "SHA256" -> Optional.of(new Digest(digest("SHA-256")));
            case "SHA512" -> Optional.of(new Digest(digest("SHA-512")));
            default -> Optional.empty();
        };
        made.ifPresent(each -> running.put(algorithm, each));
        return made.isPresent();
    }

    boolean reckons(String algorithm) {
        return running.containsKey(algorithm);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            count += read;
            if (md5 != null) {
                md5.update(target, offset, read);
            }
            for (Running each : running.values()) {
                each.update(target, offset, read);
            }
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    long count() {
        return count;
    }

    /** After the end: the MD5. */
    byte[] md5() {
        return Objects.requireNonNull(md5, "MD5 was not asked for").digest();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** After the end: every checksum by algorithm, in base 64. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        running.forEach(
                (algorithm, each) -> values.put(algorithm, Base64.getEncoder().encodeToString(each.value())));
        return values;
    }

    /** The checksums that a request gives in its headers, by algorithm. */
    static Map<String, String> given(Structure request) {
        Map<String, String> given = new LinkedHashMap<>();
        for (MemberSchema member : request.shapeSchema().members()) {
            String prefix = "Checksum";
            boolean value = member.name().startsWith(prefix)
                    && !member.name().equals("ChecksumAlgorithm")
                    && !member.name().equals("ChecksumType")
                    && !member.name().equals("ChecksumMode");
            if (value && request.memberValue(member.index()) instanceof String text) {
                given.put(member.name().substring(prefix.length()), text);
            }
        }
        return given;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
