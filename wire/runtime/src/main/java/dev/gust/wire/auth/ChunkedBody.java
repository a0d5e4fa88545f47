package dev.gust.wire.auth;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.TrailerSource;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of its aws-chunked frames, checking each frame's signature when it has been read. Bytes are handed
 * out before their frame is verified, so nothing may be committed before the end; the last byte is handed out only
 * when everything, trailers included, is right.
 */
final class ChunkedBody extends InputStream implements TrailerSource {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_TRAILERS = 16;

    private final InputStream in;
    private final @Nullable ChunkSignatures signatures;
    private final boolean trailersSigned;
    private final List<String> announced;
    private final MessageDigest digest = Sha256.digest();
    private long bodyLeft;
    private long chunkLeft;
    private String chunkSignature = "";
    private boolean inChunk;
    private boolean ended;
    private HttpHeaders trailers = HttpHeaders.empty();

    /**
     * @param length of the body without its frames
     * @param signatures null where frames are not signed
     * @param announced the names of the trailers to come
     */
    ChunkedBody(
            InputStream in,
            long length,
            @Nullable ChunkSignatures signatures,
            boolean trailersSigned,
            List<String> announced) {
        this.in = in;
        this.bodyLeft = length;
        this.signatures = signatures;
        this.trailersSigned = trailersSigned;
        this.announced = List.copyOf(announced);
    }

    @Override
    public List<String> announced() {
        return announced;
    }

    @Override
    public HttpHeaders trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ended && chunkLeft == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, chunkLeft));
        if (count < 0) {
            throw BodyErrors.incomplete();
        }
        if (signatures != null) {
            digest.update(target, offset, count);
        }
        chunkLeft -= count;
        bodyLeft -= count;
        if (bodyLeft == 0) {
            while (!ended) {
                nextChunk();
            }
        }
        return count;
    }

    /** Ends the chunk at hand, and begins the next; the empty one ends the body. */
    private void nextChunk() throws IOException {
        if (inChunk) {
            endChunk();
        }
        String header = line();
        int semicolon = header.indexOf(';');
        chunkLeft = size(semicolon < 0 ? header : header.substring(0, semicolon));
        String extension = semicolon < 0 ? "" : header.substring(semicolon + 1);
        chunkSignature = extension.startsWith("chunk-signature=") ? extension.substring(16) : "";
        if (chunkLeft > bodyLeft) {
            throw BodyErrors.incomplete();
        }
        inChunk = true;
        if (chunkLeft == 0) {
            if (bodyLeft > 0) {
                throw BodyErrors.incomplete();
            }
            verifyChunk();
            readTrailers();
            ended = true;
        }
    }

    private void endChunk() throws IOException {
        if (!line().isEmpty()) {
            throw BodyErrors.malformedChunk("a chunk is longer than it says");
        }
        verifyChunk();
    }

    private void verifyChunk() {
        if (signatures != null && !ChunkSignatures.same(signatures.next(digest), chunkSignature)) {
            throw BodyErrors.chunkMismatch();
        }
    }

    private void readTrailers() throws IOException {
        StringBuilder signed = new StringBuilder();
        List<HttpHeaders.Line> lines = new ArrayList<>();
        String signature = "";
        for (String line = lastLine(); !line.isEmpty(); line = lastLine()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || lines.size() == MOST_TRAILERS) {
                throw BodyErrors.malformedTrailer();
            }
            String name = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("x-amz-trailer-signature")) {
                signature = value;
            } else {
                lines.add(new HttpHeaders.Line(name, value));
                signed.append(name).append(':').append(value).append('\n');
            }
        }
        if (signatures != null
                && trailersSigned
                && !ChunkSignatures.same(signatures.ofTrailer(signed.toString()), signature)) {
            throw BodyErrors.chunkMismatch();
        }
        trailers = new HttpHeaders(lines);
        checkAnnounced();
    }

    /** A checksum that was promised and is not there, or comes unpromised so that nobody reckoned it, would go unchecked. */
    private void checkAnnounced() {
        for (String name : announced) {
            if (trailers.first(name).isEmpty()) {
                throw BodyErrors.malformedTrailer();
            }
        }
        for (HttpHeaders.Line line : trailers.lines()) {
            if (!announced.contains(line.name().toLowerCase(Locale.ROOT))) {
                throw BodyErrors.malformedTrailer();
            }
        }
    }

    private static long size(String hex) {
        try {
            return Long.parseUnsignedLong(hex.strip(), 16) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw BodyErrors.malformedChunk("no chunk size where one is expected");
        }
    }

    private String line() throws IOException {
        return line(false);
    }

    /** After the last chunk the end of the body does for an empty line. */
    private String lastLine() throws IOException {
        return line(true);
    }

    private String line(boolean mayEnd) throws IOException {
        StringBuilder line = new StringBuilder(96);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && mayEnd && line.isEmpty()) {
                return "";
            }
            if (b < 0) {
                throw BodyErrors.incomplete();
            }
            if (line.length() == LONGEST_LINE) {
                throw BodyErrors.malformedChunk("a line without end");
            }
            line.append((char) b);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
