package dev.gust.functions.telemetry;

import dev.gust.functions.telemetry.SubscriptionRequest.Destination;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends batches to where an extension listens. For one thread, but for {@link #close}, which ends whatever is under way. */
final class Delivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());
    private static final int MAXIMUM_HEAD_BYTES = 16_384;
    private static final int MAXIMUM_BODY_BYTES = 1024 * 1024;

    private final Destination destination;
    private final Telemetry.Connector connector;
    private volatile @Nullable SocketChannel open;
    private @Nullable InputStream answers;
    private volatile boolean closed;

    Delivery(Destination destination, Telemetry.Connector connector) {
        this.destination = destination;
        this.connector = connector;
    }

    void send(List<byte[]> events) throws IOException {
        ByteBuffer message = destination.http() ? post(events) : lines(events);
        boolean kept = open != null;
        try {
            exchange(message.duplicate());
        } catch (IOException e) {
            disconnect();
            // A connection that was kept may have been ended by the other side for its age alone.
            if (!kept || closed) {
                throw e;
            }
            try {
                exchange(message);
            } catch (IOException again) {
                disconnect();
                throw again;
            }
        }
    }

    void close() {
        closed = true;
        disconnect();
    }

    private void exchange(ByteBuffer message) throws IOException {
        SocketChannel channel = open;
        if (channel == null) {
            channel = connector.connect(destination.port());
            answers = new BufferedInputStream(Channels.newInputStream(channel), 4096);
            open = channel;
            if (closed) {
                disconnect();
                throw new EOFException("the environment ended");
            }
        }
        while (message.hasRemaining()) {
            channel.write(message);
        }
        if (destination.http()) {
            hearAnswer();
        }
    }

    private void disconnect() {
        SocketChannel channel = open;
        open = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "telemetry=close", e);
            }
        }
    }

    private ByteBuffer post(List<byte[]> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte separator = '[';
        for (byte[] event : events) {
            body.write(separator);
            body.writeBytes(event);
            separator = ',';
        }
        body.write(']');
        String head = "POST " + destination.path() + " HTTP/1.1\r\nHost: sandbox.localdomain:" + destination.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.size() + "\r\n\r\n";
        return ByteBuffer.allocate(head.length() + body.size())
                .put(head.getBytes(StandardCharsets.US_ASCII))
                .put(body.toByteArray())
                .flip();
    }

    private static ByteBuffer lines(List<byte[]> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] event : events) {
            lines.writeBytes(event);
            lines.write('\n');
        }
        return ByteBuffer.wrap(lines.toByteArray());
    }

    /** Anything but a success is a failure. The connection is kept where it is clear where the answer ends. */
    private void hearAnswer() throws IOException {
        InputStream in = answers;
        if (in == null) {
            throw new EOFException("no connection");
        }
        String status = line(in);
        while (status.startsWith("HTTP/1.1 1")) {
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                LOG.log(System.Logger.Level.TRACE, "telemetry=interim");
            }
            status = line(in);
        }
        if (!status.startsWith("HTTP/1.") || status.length() < 12) {
            throw new IOException("no answer of HTTP");
        }
        boolean keep = status.startsWith("HTTP/1.1 ");
        long length = -1;
        int bytes = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            bytes += header.length();
            String lower = header.toLowerCase(Locale.ROOT);
            if (bytes > MAXIMUM_HEAD_BYTES) {
                throw new IOException("an answer with too long a head");
            }
            if (lower.startsWith("content-length:")) {
                length = length(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                keep = false;
            }
        }
        if (keep && length >= 0 && length <= MAXIMUM_BODY_BYTES) {
            in.skipNBytes(length);
        } else {
            disconnect();
        }
        if (status.charAt(9) != '2') {
            throw new IOException("answered with " + status.substring(9, 12));
        }
    }

    private static long length(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("a content-length that is no number", e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the extension ended the connection");
            }
            if (line.length() == MAXIMUM_HEAD_BYTES) {
                throw new IOException("a line without end");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
