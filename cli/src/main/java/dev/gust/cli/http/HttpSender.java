package dev.gust.cli.http;

import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Sends requests to one endpoint, over connections that stay open. It repeats nothing. May be used by many threads. */
public interface HttpSender extends AutoCloseable {
    /**
     * Sends a request and waits for the whole answer.
     *
     * @param target path and query, as they go over the wire
     * @param headers without Host and Content-Length, which the sender writes
     */
    HttpAnswer send(String method, String target, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException;

    @Override
    void close();

    /** What fits the endpoint: bare sockets on a plain one, since the JDK's client costs a tenth of a second to set up. */
    static HttpSender to(URI endpoint) {
        return "http".equals(endpoint.getScheme()) ? new PlainSender(endpoint) : new SecureSender(endpoint);
    }
}
