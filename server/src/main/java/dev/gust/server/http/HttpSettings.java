package dev.gust.server.http;

import dev.gust.base.settings.SettingsReader;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of the HTTP edge, each with its answer.
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
public record HttpSettings(
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
    private static final long KILOBYTE = 1024;
    private static final long MEGABYTE = 1024 * KILOBYTE;

    /** S3's largest single upload is 5 GiB; the frames of signed chunks add less than a hundredth. */
    private static final long LARGEST_BODY = 5 * 1024 * MEGABYTE + 64 * MEGABYTE;

    public static HttpSettings defaults() {
        return from(new SettingsReader(List.of()));
    }

    public static HttpSettings from(SettingsReader settings) {
        Duration second = Duration.ofSeconds(1);
        Duration hour = Duration.ofHours(1);
        return new HttpSettings(
                settings.number("http.connections", 4096, 1, 1_000_000, "Open connections; one more is answered 503."),
                settings.number(
                        "http.requests", 1024, 1, 100_000, "Requests answered at once; one more is answered 503."),
                (int) settings.bytes(
                        "http.line",
                        16 * KILOBYTE,
                        KILOBYTE,
                        MEGABYTE,
                        "Longest request line; a longer one is answered 414."),
                (int) settings.bytes(
                        "http.headers",
                        32 * KILOBYTE,
                        KILOBYTE,
                        MEGABYTE,
                        "All header lines together; more are answered 431."),
                settings.bytes(
                        "http.body",
                        LARGEST_BODY,
                        KILOBYTE,
                        1024 * 1024 * MEGABYTE,
                        "Largest body of any request; services have smaller limits of their own."),
                settings.duration(
                        "http.head-timeout",
                        Duration.ofSeconds(10),
                        second,
                        hour,
                        "Time for a request's headers to arrive, from its first byte; later is answered 408."),
                settings.duration(
                        "http.idle-timeout",
                        Duration.ofSeconds(120),
                        second,
                        hour,
                        "A connection without requests is closed after this time."),
                settings.duration(
                        "http.body-timeout",
                        Duration.ofSeconds(30),
                        second,
                        hour,
                        "Longest wait for the next bytes of a body."),
                settings.duration(
                        "http.write-timeout",
                        Duration.ofSeconds(60),
                        second,
                        hour,
                        "Longest wait for a client to take more of an answer."),
                settings.duration(
                        "http.stop-timeout",
                        Duration.ofSeconds(4),
                        Duration.ZERO,
                        hour,
                        "Time for requests in flight to finish when the server stops."));
    }
}
