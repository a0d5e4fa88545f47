package dev.gust.services.s3;

import dev.gust.wire.operation.NotImplementedException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksum of an object from those of its parts. */
final class JoinedChecksum {
    private static final Map<String, Long> POLYNOMIALS =
            Map.of("CRC32", 0xEDB88320L, "CRC32C", 0x82F63B78L, "CRC64NVME", 0x9A6C9329AC4BC9B5L);

    private JoinedChecksum() {}

    /** A part's checksum in base 64, and how many bytes it is of. */
    record Piece(String checksum, long size) {}

    /** Only a cyclic checksum of the whole follows from those of its parts. */
    static boolean canBeWhole(String algorithm) {
        return POLYNOMIALS.containsKey(algorithm);
    }

    /** The checksum of the parts' checksums, with their number. */
    static String composite(String algorithm, List<Piece> pieces) {
        ByteBuffer values = ByteBuffer.allocate(pieces.size() * 64);
        pieces.forEach(piece -> values.put(Base64.getDecoder().decode(piece.checksum())));
        byte[] all = new byte[values.position()];
        values.flip().get(all);
        byte[] digest = switch (algorithm) {
            case "CRC32" -> cyclic(new CRC32(), all);
            case "CRC32C" -> cyclic(new CRC32C(), all);
            case "SHA1" -> digest("SHA-1", all);
            case "SHA256" -> digest("SHA-256", all);
            case "SHA512" -> digest("SHA-512", all);
            default -> throw NotImplementedException.feature("S3", "composite checksums of the algorithm " + algorithm);
        };
        return Base64.getEncoder().encodeToString(digest) + '-' + pieces.size();
    }

    /**
     * The checksum of the whole content. Appending bytes multiplies a CRC by a power of x, which is a linear map of its bits; the
     * map for a long piece is made by squaring, as zlib's {@code crc32_combine} does.
     */
    static String whole(String algorithm, List<Piece> pieces) {
        long polynomial = POLYNOMIALS.getOrDefault(algorithm, 0L);
        int width = algorithm.equals("CRC64NVME") ? 64 : 32;
        long joined = 0;
        for (Piece piece : pieces) {
            joined = shifted(joined, piece.size(), polynomial, width) ^ number(piece.checksum(), width);
        }
        ByteBuffer bytes = ByteBuffer.allocate(width / 8);
        if (width == 64) {
            bytes.putLong(joined);
        } else {
            bytes.putInt((int) joined);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static long number(String checksum, int width) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(checksum));
        return width == 64 ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
    }

    /** The CRC after so many zero bytes more. */
    private static long shifted(long crc, long bytes, long polynomial, int width) {
        long[] oneBit = new long[width];
        oneBit[0] = polynomial;
        for (int i = 1; i < width; i++) {
            oneBit[i] = 1L << (i - 1);
        }
        // Eight bits are a byte: squared three times.
        long[] map = squared(squared(squared(oneBit)));
        long result = crc;
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = times(map, result);
            }
            map = squared(map);
        }
        return result;
    }

    private static long times(long[] map, long vector) {
        long sum = 0;
        long rest = vector;
        for (int i = 0; rest != 0; i++, rest >>>= 1) {
            if ((rest & 1) != 0) {
                sum ^= map[i];
            }
        }
        return sum;
    }

    private static long[] squared(long[] map) {
        long[] square = new long[map.length];
        for (int i = 0; i < map.length; i++) {
            square[i] = times(map, map[i]);
        }
        return square;
    }

    private static byte[] cyclic(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    }

    private static byte[] digest(String name, byte[] bytes) {
        try {
            return MessageDigest.getInstance(name).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
