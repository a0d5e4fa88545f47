package dev.gust.server.http;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;

/** What the edge itself says no to, before any service is known; after each the connection is closed. */
enum Refusal {
    MALFORMED(400, "BadRequest", "The request is not well-formed HTTP/1.1."),
    HEAD_TOO_SLOW(408, "RequestTimeout", "The request's headers did not arrive in time."),
    BODY_TOO_LARGE(413, "EntityTooLarge", "The body is larger than this server takes."),
    LINE_TOO_LONG(414, "RequestURITooLong", "The request line is longer than this server takes."),
    EXPECTATION_UNKNOWN(417, "ExpectationFailed", "Only 'Expect: 100-continue' is understood."),
    HEADERS_TOO_LARGE(431, "RequestHeaderSectionTooLarge", "The headers are larger than this server takes."),
    FAILED(500, "InternalFailure", "The server failed on this request; its log says how."),
    TOO_MANY_REQUESTS(503, "SlowDown", "Too many requests are being answered; try again."),
    TOO_MANY_CONNECTIONS(503, "SlowDown", "Too many connections are open; try again."),
    STOPPING(503, "ServiceUnavailable", "The server is stopping."),
    VERSION_UNKNOWN(505, "HttpVersionNotSupported", "This port speaks HTTP/1.1 and HTTP/1.0.");

    private final int status;
    private final String code;
    private final String message;

    Refusal(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    HttpResponse response() {
        String body = "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
        return new HttpResponse(
                status,
                HttpHeaders.of("Content-Type", "application/json", "x-amzn-ErrorType", code),
                Payload.utf8(body));
    }
}
