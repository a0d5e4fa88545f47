package dev.gust.checks.benchmarks;

import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** One connection that sends prepared bytes and reads answers, so that little of the machine is spent on asking. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

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

    /** GetCallerIdentity, signed with the development key, as the bytes that go over the wire. */
    static byte[] identityRequest(int port, Instant now) throws IOException {
        byte[] body = "Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = HttpHeaders.of(
                "Host",
                "127.0.0.1:" + port,
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Content-Length",
                Integer.toString(body.length));
        HttpRequest signed = new RequestSigner(new AccessKey("test", "test"), "us-east-1", "sts")
                .sign(new HttpRequest("POST", "/", "", headers, Payload.of(body), ""), now);
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        signed.headers()
                .lines()
                .forEach(line -> head.append(line.name())
                        .append(": ")
                        .append(line.value())
                        .append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
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
        for (int i = 0; i < length; i++) {
            read();
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    @Override
    public void close() throws IOException {
        socket.close();
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
