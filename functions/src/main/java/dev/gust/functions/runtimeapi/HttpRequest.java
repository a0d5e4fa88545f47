package dev.gust.functions.runtimeapi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request of HTTP/1.1 as runtimes send it; the body is read by whoever wants it. Bounded in line length and number of headers. */
final class HttpRequest {
    private static final int MAXIMUM_LINE_BYTES = 65_536;
    private static final int MAXIMUM_HEADERS = 100;
    private static final int MAXIMUM_HEAD_BYTES = 128 * 1024;

    final String method;
    final String path;
    private final Map<String, String> headers;
    private final InputStream in;
    private long left;
    private boolean chunked;
    private boolean ended;

    private HttpRequest(String method, String path, Map<String, String> headers, InputStream in) throws IOException {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.in = in;
        this.chunked = headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        try {
            this.left = chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "0"));
        } catch (NumberFormatException e) {
            throw new IOException("a content-length that is no number", e);
        }
        if (left < 0) {
            throw new IOException("a content-length below zero");
        }
        this.ended = !chunked && left == 0;
    }

    /** The next request, or nothing when the connection ended between requests. */
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        String start = line(in);
        int size = start.length();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        String[] words = start.split(" ");
        if (words.length != 3) {
            throw new IOException("no request line: " + start);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            size += line.length();
            if (colon < 1 || headers.size() == MAXIMUM_HEADERS || size > MAXIMUM_HEAD_BYTES) {
                throw new IOException("a header that is none, or too many");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new HttpRequest(words[0], path(words[1]), headers, in));
    }

    /** Some send the whole address. */
    private static String path(String target) {
        int slash = target.startsWith("http://") ? target.indexOf('/', 7) : 0;
        return slash < 0 ? "/" : target.substring(slash);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The next piece of the body; empty at its end. */
    Optional<byte[]> piece() throws IOException {
        if (!ended && chunked && left == 0) {
            beginChunk();
        }
        if (ended) {
            return Optional.empty();
        }
        byte[] bytes = in.readNBytes((int) Math.min(left, 65_536));
        if (bytes.length == 0) {
            throw new EOFException("the body is cut short");
        }
        left -= bytes.length;
        if (left == 0) {
            if (chunked) {
                line(in);
            } else {
                ended = true;
            }
        }
        return Optional.of(bytes);
    }

    private void beginChunk() throws IOException {
        String size = line(in);
        try {
            left = Long.parseLong(size.replaceFirst(";.*", "").strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("no chunk size: " + size, e);
        }
        if (left < 0) {
            throw new IOException("a chunk size below zero");
        }
        if (left == 0) {
            ended = true;
            // Trailers: an error in mid-stream is told there.
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                if (colon > 0 && headers.size() < MAXIMUM_HEADERS) {
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        byte[] buffer = new byte[128];
        int length = 0;
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (length == MAXIMUM_LINE_BYTES) {
                throw new IOException("a line without end");
            }
            if (length == buffer.length) {
                buffer = java.util.Arrays.copyOf(buffer, length * 2);
            }
            buffer[length++] = (byte) next;
        }
        if (length > 0 && buffer[length - 1] == '\r') {
            length--;
        }
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }
}
