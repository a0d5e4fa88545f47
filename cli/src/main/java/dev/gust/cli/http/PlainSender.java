package dev.gust.cli.http;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** HTTP/1.1 over plain sockets, each kept open for the next request. */
final class PlainSender implements HttpSender {
    private static final int MOST_IDLE = 8;

    private final URI endpoint;
    /** A server lets an idle connection go after a while, and a request that finds it gone cannot be told from one that was lost. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private record Idle(PlainConnection connection, long since) {}

    private final Clock clock = Clock.system();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    PlainSender(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public HttpAnswer send(String method, String target, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException {
        PlainConnection connection = take();
        boolean reusable = false;
        try {
            connection.send(method, target, endpoint.getRawAuthority(), headers, body, patience);
            HttpAnswer answer = connection.answer(method);
            reusable = connection.staysOpen();
            return answer;
        } finally {
            if (!reusable || !keep(connection)) {
                connection.close();
            }
        }
    }

    private PlainConnection take() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                Idle newest = idle.removeLast();
                if (clock.nanoTime() - newest.since() < FRESH.toNanos()) {
                    return newest.connection();
                }
                newest.connection().close();
            }
        }
        return PlainConnection.open(endpoint);
    }

    private boolean keep(PlainConnection connection) {
        synchronized (idle) {
            if (closed || idle.size() >= MOST_IDLE) {
                return false;
            }
            idle.addLast(new Idle(connection, clock.nanoTime()));
            return true;
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(one -> one.connection().close());
            idle.clear();
        }
    }
}
