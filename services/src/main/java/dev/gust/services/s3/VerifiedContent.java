package dev.gust.services.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object's content on its way out, compared with the checksum that was taken when it came in: a disk that has changed a bit is
 * told of, and the last bytes are withheld, so that nobody takes the object for whole.
 */
final class VerifiedContent extends FilterInputStream {
    private static final System.Logger LOG = System.getLogger(VerifiedContent.class.getName());

    /** In the order of what they cost. */
    private static final List<String> ALGORITHMS =
            List.of("CRC32C", "CRC32", "CRC64NVME", Checksums.MD5, "SHA1", "SHA256", "SHA512");

    private final Checksums checksums;
    private final String algorithm;
    private final String expected;
    private final String eTag;
    private long left;

    private VerifiedContent(Checksums checksums, String algorithm, String expected, ObjectRecord object) {
        super(checksums);
        this.checksums = checksums;
        this.algorithm = algorithm;
        this.expected = expected;
        this.eTag = object.eTag();
        this.left = object.size();
    }

    /** The whole content of an object, verified by the cheapest of its checksums, if it has one of the whole. */
    static InputStream of(ObjectRecord object, InputStream content) {
        for (String algorithm : ALGORITHMS) {
            String expected = expected(object, algorithm);
            Optional<Checksums> checksums = expected.isEmpty() ? Optional.empty() : Checksums.of(algorithm, content);
            if (checksums.isPresent()) {
                return new VerifiedContent(checksums.get(), algorithm, expected, object);
            }
        }
        return content;
    }

    /** Checksums and tags of checksums of parts end with how many there were. */
    private static String expected(ObjectRecord object, String algorithm) {
        Map<String, String> known = object.checksums();
        String value = algorithm.equals(Checksums.MD5) ? object.eTag() : known.getOrDefault(algorithm, "");
        return value.contains("-") ? "" : value;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        left -= Math.max(0, read);
        if (left == 0 && read > 0) {
            verify();
        }
        return read;
    }

    private void verify() throws IOException {
        String found = algorithm.equals(Checksums.MD5)
                ? Checksums.hex(checksums.md5())
                : checksums.values().getOrDefault(algorithm, "");
        if (!found.equals(expected)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "event=object-damaged etag=" + eTag + " algorithm=" + algorithm + " stored=" + expected
                            + " read=" + found);
            throw new IOException("the object's content on disk is not what was stored: its " + algorithm + " is "
                    + found + " and was " + expected + "; restore it from a backup");
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
