package dev.gust.wire.http;

/** Answers one request on the calling (virtual) thread. The body may be read until the answer is returned. */
@FunctionalInterface
public interface HttpHandler {
    HttpResponse handle(HttpRequest request);

    /** Hears of a request that was answered before it could be handed over: it was malformed, too large or too many. */
    default void refused(int status, String code, String remoteAddress) {}
}
