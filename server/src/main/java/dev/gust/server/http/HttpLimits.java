package dev.gust.server.http;

import java.time.Duration;

/**
 * The bounds of the HTTP edge.
 *
 * @param connections open connections; one more is answered 503 and closed
 * @param requestsInFlight requests being answered at once; one more is answered 503
 * @param lineBytes the request line; longer is answered 414
 * @param headerBytes all header lines together; longer is answered 431
 * @param bodyBytes the largest body that is taken at all; a service has its own, smaller limits
 * @param headTimeout from the first byte of a request to the end of its headers; later is answered 408
 * @param idleTimeout a connection on which nothing happens is closed
 * @param bodyTimeout the longest wait for the next bytes of a body
 * @param writeTimeout the longest wait for a client to take more bytes of an answer
 * @param stopTimeout what requests in flight get to finish when the server stops
 */
public record HttpLimits(
        int connections,
        int requestsInFlight,
        int lineBytes,
        int headerBytes,
        long bodyBytes,
        Duration headTimeout,
        Duration idleTimeout,
        Duration bodyTimeout,
        Duration writeTimeout,
        Duration stopTimeout) {
    public static HttpLimits defaults() {
        return new HttpLimits(
                4096,
                1024,
                16 * 1024,
                32 * 1024,
                // S3's largest single upload is 5 GiB; signed chunks add less than a hundredth.
                5L * 1024 * 1024 * 1024 + 64L * 1024 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(120),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(4));
    }
}
