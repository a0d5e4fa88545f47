package dev.gust.checks.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection that sends prepared bytes and reads answers, so that little of the machine is spent on asking. */
final class RawClient implements AutoCloseable {
    /** A machine that does other things too takes its time. */
    private static final int PATIENCE_MILLIS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    RawClient(int port) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            in = socket.getInputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** GetCallerIdentity, signed with the development key. */
    static byte[] identityRequest(int port) throws IOException {
        return new SignedRequests(port, "sts")
                .bytes(
                        "POST",
                        "/",
                        "Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.UTF_8),
                        "application/x-www-form-urlencoded; charset=utf-8");
    }

    /** What a request was answered with. */
    record Answer(int status, Map<String, String> headers, String text) {}

    /** The whole answer. */
    Answer answer(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) read();
        }
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** The status of the answer, which is read to its end. */
    int ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        skip(length);
        return Integer.parseInt(status.substring(9, 12));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void skip(int count) throws IOException {
        for (int left = count; left > 0; ) {
            read();
            int there = Math.min(left - 1, to - from);
            from += there;
            left -= there + 1;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int read() throws IOException {
        if (from == to) {
            from = 0;
            to = in.read(buffer);
            if (to < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return buffer[from++];
    }
}
