package dev.gust.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHandler;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final HttpSettings TIGHT = new HttpSettings(
            2,
            1,
            16 * 1024,
            32 * 1024,
            1000,
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(300));

    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RawClient connect(HttpHandler handler) throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TIGHT, Clock.system(), handler);
        return another();
    }

    private RawClient another() throws IOException {
        return new RawClient(server.address().getPort());
    }

    /** A request keeps its place until its answer has been written, which its client may see a moment before. */
    private void awaitNoRequest() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            while (server.requestsInFlight() > 0) {
                Thread.onSpinWait();
            }
        });
    }

    private static HttpResponse ok(String body) {
        return new HttpResponse(200, HttpHeaders.empty(), Payload.utf8(body));
    }

    @Test
    void refusesALineThatIsTooLong() throws IOException {
        try (RawClient client = connect(request -> ok("" + request.rawPath().length()))) {
            assertThat(client.get("/" + "a".repeat(16 * 1024 - 20)).answer().body())
                    .isEqualTo("" + (16 * 1024 - 19));
            assertThat(client.get("/" + "a".repeat(16 * 1024)).answer().statusLine())
                    .startsWith("HTTP/1.1 414 ");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws IOException {
        try (RawClient client = connect(request -> ok(""))) {
            client.send("GET / HTTP/1.1\r\nA: " + "b".repeat(31 * 1024) + "\r\n\r\n");
            assertThat(client.answer().statusLine()).startsWith("HTTP/1.1 200 ");
            client.send("GET / HTTP/1.1\r\nA: " + "b".repeat(33 * 1024) + "\r\n\r\n");
            assertThat(client.answer().statusLine()).isEqualTo("HTTP/1.1 431 Request Header Fields Too Large");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() throws IOException {
        try (RawClient client = connect(request -> ok(""))) {
            client.send("PUT / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n");
            assertThat(client.answer().statusLine()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void endsAChunkedBodyThatIsTooLarge() throws Exception {
        CompletableFuture<Object> seen = new CompletableFuture<>();
        try (RawClient client = connect(request -> {
            try {
                seen.complete(request.body().readAll(1_000_000).length);
            } catch (IOException e) {
                seen.complete(e);
            }
            return ok("");
        })) {
            client.send("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("258\r\n" + "a".repeat(600) + "\r\n258\r\n" + "a".repeat(600) + "\r\n0\r\n\r\n");
            assertThat(seen.get(5, TimeUnit.SECONDS)).isInstanceOf(PayloadTooLargeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon here\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                "\0\0\0\0\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String nonsense) throws IOException {
        try (RawClient client = connect(request -> ok("answered"))) {
            assertThat(client.send(nonsense).answer().statusLine()).startsWith("HTTP/1.1 400 ");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesHttp2ByItsPreface() throws IOException {
        try (RawClient client = connect(request -> ok(""))) {
            assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").answer().statusLine())
                    .startsWith("HTTP/1.1 505 ");
        }
    }

    @Test
    void refusesSlowHeaders() throws IOException {
        try (RawClient client = connect(request -> ok(""))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n");
            assertThat(client.answer().statusLine()).isEqualTo("HTTP/1.1 408 Request Timeout");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesAnIdleConnection() throws IOException {
        try (RawClient client = connect(request -> ok("fine"))) {
            assertThat(client.get("/").answer().body()).isEqualTo("fine");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void endsABodyThatDoesNotCome() throws IOException {
        try (RawClient client = connect(request -> {
            try {
                return ok("read " + request.body().readAll(100).length);
            } catch (IOException e) {
                return ok(e.getMessage());
            }
        })) {
            client.send("PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.answer().body()).isEqualTo("no byte of the body for 200 ms");
        }
    }

    @Test
    void givesUpOnAClientThatTakesNothing() throws Exception {
        EndlessBody endless = new EndlessBody();
        try (RawClient client = connect(request -> new HttpResponse(200, HttpHeaders.empty(), Payload.of(endless)))) {
            client.get("/");
            assertThat(endless.awaitClosed()).isTrue();
        }
    }

    @Test
    void refusesMoreRequestsThanItMayAnswerAtOnce() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (RawClient first = connect(request -> {
                    entered.countDown();
                    await(release);
                    return ok("first");
                });
                RawClient second = another()) {
            first.get("/");
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            RawClient.Answer refused = second.get("/").answer();
            assertThat(refused.statusLine()).startsWith("HTTP/1.1 503 ");
            assertThat(refused.body()).contains("SlowDown");
            release.countDown();
            assertThat(first.answer().body()).isEqualTo("first");
            assertThat(first.get("/").answer().body()).isEqualTo("first");
        }
    }

    @Test
    void tellsOfWhatItRefuses() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        HttpHandler handler = new HttpHandler() {
            @Override
            public HttpResponse handle(HttpRequest request) {
                return ok("");
            }

            @Override
            public void refused(int status, String code, String remoteAddress) {
                told.complete(status + " " + code + " " + remoteAddress);
            }
        };
        try (RawClient client = connect(handler)) {
            client.send("nonsense\r\n\r\n");
            assertThat(told.get(5, TimeUnit.SECONDS)).isEqualTo("400 BadRequest 127.0.0.1");
        }
    }

    @Test
    void refusesMoreConnectionsThanItTakes() throws IOException {
        try (RawClient first = connect(request -> ok("fine"));
                RawClient second = another()) {
            assertThat(first.get("/").answer().body()).isEqualTo("fine");
            awaitNoRequest();
            assertThat(second.get("/").answer().body()).isEqualTo("fine");
            try (RawClient third = another()) {
                assertThat(third.answer().statusLine()).startsWith("HTTP/1.1 503 ");
                assertThat(third.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void letsARequestFinishBeforeItStops() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (RawClient client = connect(request -> {
                    entered.countDown();
                    await(release);
                    return ok("in the end");
                });
                RawClient idle = another()) {
            client.get("/");
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            assertThat(idle.isClosedByServer()).isTrue();
            release.countDown();
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("in the end");
            assertThat(answer.header("Connection")).isEqualTo("close");
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void interruptsWhatDoesNotFinishWhenItStops() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (RawClient client = connect(request -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return ok("");
        })) {
            client.get("/");
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
