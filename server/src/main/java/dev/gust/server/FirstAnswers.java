package dev.gust.server;

import dev.gust.wire.http.HttpHandler;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps requests that come while the store is being opened, and lets them go on when there is somebody to answer. */
final class FirstAnswers implements HttpHandler {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final CompletableFuture<HttpHandler> ready = new CompletableFuture<>();

    void become(HttpHandler handler) {
        ready.complete(handler);
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        HttpHandler handler = ready.getNow(null);
        return handler == null ? afterWaiting(request) : handler.handle(request);
    }

    @Override
    public void refused(int status, String code, String remoteAddress) {
        HttpHandler handler = ready.getNow(null);
        if (handler != null) {
            handler.refused(status, code, remoteAddress);
        }
    }

    private HttpResponse afterWaiting(HttpRequest request) {
        try {
            return ready.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).handle(request);
        } catch (TimeoutException | ExecutionException e) {
            return starting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return starting();
        }
    }

    private static HttpResponse starting() {
        return new HttpResponse(
                503,
                HttpHeaders.of("Content-Type", "application/json", "Retry-After", "1"),
                Payload.utf8("{\"__type\":\"ServiceUnavailable\",\"message\":\"The server is starting.\"}"));
    }
}
