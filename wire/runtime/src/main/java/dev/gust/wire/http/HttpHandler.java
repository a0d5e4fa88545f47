package dev.gust.wire.http;

/** Answers one request on the calling (virtual) thread. The body may be read until the answer is returned. */
@FunctionalInterface
public interface HttpHandler {
    HttpResponse handle(HttpRequest request);
}
