package dev.gust.services.cloudformation.custom;

import dev.gust.base.Ids;
import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses that providers answer to. On AWS each is a presigned address of a bucket; here it is one of the gateway's, good
 * for one answer, and whoever knows it may give that.
 */
public final class CustomAnswers implements HttpSurface, AutoCloseable {
    static final String KIND = "cloudformation-response";

    /** AWS's limit of an answer, with room to say what is wrong with one that is longer. */
    private static final int LONGEST_READ = 64 * 1024;

    private static final int ID_LENGTH = 40;

    private final URI gateway;
    private final Ids ids;
    private final Map<String, CompletableFuture<byte[]>> awaited = new ConcurrentHashMap<>();

    /** @param gateway where functions reach this server */
    public CustomAnswers(URI gateway, Ids ids) {
        this.gateway = gateway;
        this.ids = ids;
    }

    /** An answer that is still to come. Nobody is heard any more once it is closed. */
    final class Awaited implements AutoCloseable {
        private final String id = ids.mixed(ID_LENGTH).toLowerCase(Locale.ROOT);
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        private Awaited() {
            awaited.put(id, answer);
        }

        URI address() {
            return gateway.resolve("/_aws/" + KIND + "/" + id);
        }

        /** What the provider sent; a {@link TimeoutException} when that is nothing, in that time. */
        byte[] await(Duration longest) throws InterruptedException, TimeoutException {
            try {
                return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | CancellationException e) {
                throw new IllegalStateException("the server stops while a custom resource is waited for", e);
            }
        }

        boolean isAnswered() {
            return answer.isDone();
        }

        @Override
        public void close() {
            awaited.remove(id);
        }
    }

    Awaited expect() {
        return new Awaited();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public HttpResponse serve(SurfaceRequest request) {
        CompletableFuture<byte[]> answer = awaited.get(request.id());
        if (answer == null) {
            return answer(404, "Nobody waits for an answer here: it came already, or too late.");
        }
        if (!request.request().method().equals("PUT")) {
            return answer(405, "A custom resource answers by PUT.");
        }
        try {
            answer.complete(request.request().body().readAll(LONGEST_READ));
        } catch (PayloadTooLargeException e) {
            answer.complete(new byte[CustomAnswer.LONGEST + 1]);
        } catch (IOException e) {
            return answer(400, "The answer broke off: " + e.getMessage());
        }
        return answer(200, "");
    }

    private static HttpResponse answer(int status, String text) {
        return new HttpResponse(status, HttpHeaders.of("Content-Type", "text/plain"), Payload.utf8(text));
    }

    /** Whoever waits goes on, with an error: the server stops. */
    @Override
    public void close() {
        awaited.values().forEach(answer -> answer.cancel(false));
    }
}
