package dev.gust.wire.http;

/** An answer. Content-Length or chunking, Date and the connection's own headers are the adapter's. */
public record HttpResponse(int status, HttpHeaders headers, Payload body) {
    public HttpResponse withHeader(String name, String value) {
        return new HttpResponse(status, headers.plus(name, value), body);
    }
}
