package dev.gust.cli.http;

import dev.gust.wire.http.HttpHeaders;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One connection: a request, its answer, and so on. */
final class PlainConnection {
    private static final int TO_CONNECT_MILLIS = 5_000;
    private static final int HTTP_PORT = 80;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_HEADERS = 500;
    /** More than any answer that a command asks for: a function's is at most 6 MB. */
    private static final int LARGEST_BODY = 256 * 1024 * 1024;

    private final Socket socket;
    private final InputStream in;
    private boolean open = true;

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }

    static PlainConnection open(URI endpoint) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int port = endpoint.getPort() < 0 ? HTTP_PORT : endpoint.getPort();
            String host = endpoint.getHost();
            socket.connect(
                    new InetSocketAddress(host == null ? endpoint.getRawAuthority() : host, port), TO_CONNECT_MILLIS);
            return new PlainConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(String method, String target, String host, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException {
        StringBuilder head = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        for (HttpHeaders.Line line : headers.lines()) {
            head.append(line.name()).append(": ").append(line.value()).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, patience.toMillis())));
        OutputStream out = socket.getOutputStream();
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
        out.flush();
    }

    HttpAnswer answer(String method) throws IOException {
        int status;
        HttpHeaders headers;
        boolean persistent;
        do {
            String line = line();
            if (!line.startsWith("HTTP/1.") || line.length() < 12) {
                throw new IOException("what answers speaks no HTTP: " + line.substring(0, Math.min(80, line.length())));
            }
            status = number(line.substring(9, 12), 10);
            headers = headers();
            persistent = !line.startsWith("HTTP/1.0");
        } while (status < 200);
        boolean chunked = headers.first("Transfer-Encoding")
                .filter("chunked"::equalsIgnoreCase)
                .isPresent();
        boolean measured = headers.first("Content-Length").isPresent();
        boolean bare = method.equals("HEAD") || status == 204 || status == 304;
        open = persistent
                && (bare || chunked || measured)
                && headers.first("Connection").filter("close"::equalsIgnoreCase).isEmpty();
        byte[] body;
        if (bare) {
            body = new byte[0];
        } else if (chunked) {
            body = chunks();
        } else if (measured) {
            body = exactly(number(headers.first("Content-Length").orElseThrow(), 10));
        } else {
            body = in.readNBytes(LARGEST_BODY);
        }
        return new HttpAnswer(status, headers, body);
    }

    boolean staysOpen() {
        return open;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more is wanted of it.
            open = false;
        }
    }

    private HttpHeaders headers() throws IOException {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || lines.size() >= MOST_HEADERS) {
                throw new IOException("the answer's headers are malformed");
            }
            lines.add(new HttpHeaders.Line(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new HttpHeaders(lines);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            int end = line.indexOf(';');
            int size = number((end < 0 ? line : line.substring(0, end)).strip(), 16);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            if (body.size() + (long) size > LARGEST_BODY) {
                throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
            }
            body.write(exactly(size));
            line();
        }
    }

    private byte[] exactly(int size) throws IOException {
        if (size > LARGEST_BODY) {
            throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer ended early");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(line.isEmpty() ? "the connection was closed" : "the answer ended early");
            }
            if (next == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("the answer has a line that does not end");
            }
            line.append((char) next);
        }
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IOException("the answer's length is malformed: " + text);
    }
}
