package dev.gust.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHandler;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpServerTest {
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RawClient connect(HttpHandler handler) throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HttpSettings.defaults(),
                Clock.system(),
                handler);
        return new RawClient(server.address().getPort());
    }

    private static HttpResponse ok(String body) {
        return new HttpResponse(200, HttpHeaders.of("Content-Type", "text/plain"), Payload.utf8(body));
    }

    private static HttpResponse echo(HttpRequest request) {
        try {
            return ok(new String(request.body().readAll(64 * 1024 * 1024), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new HttpResponse(400, HttpHeaders.empty(), Payload.utf8("cannot read: " + e.getMessage()));
        }
    }

    @Test
    void leavesPathQueryAndHeadersAsTheyWereSent() throws IOException {
        AtomicReference<HttpRequest> seen = new AtomicReference<>();
        try (RawClient client = connect(request -> {
            seen.set(request);
            return ok("");
        })) {
            client.send(
                            "GET /a//b/../%2f+%e4\u00e9?X=1&&y=%20+ HTTP/1.1\r\nHoSt: localhost\r\nx-AMZ-Meta: a  b\u00fc \r\n\r\n")
                    .answer();
        }
        assertThat(seen.get().rawPath()).isEqualTo("/a//b/../%2f+%e4\u00e9");
        assertThat(seen.get().rawQuery()).isEqualTo("X=1&&y=%20+");
        assertThat(seen.get().headers().lines())
                .containsExactly(
                        new HttpHeaders.Line("HoSt", "localhost"), new HttpHeaders.Line("x-AMZ-Meta", "a  b\u00fc"));
        assertThat(seen.get().remoteAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void answersRequestsOfOneConnectionInTheirOrder() throws IOException {
        try (RawClient client = connect(request -> ok(request.rawPath()))) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                many.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(many.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().body()).isEqualTo("/" + i);
            }
        }
    }

    /** Answers larger than what the socket takes at once, to a client that reads none of them before it has asked for all. */
    @Test
    void keepsAnswersWholeThatTheSocketTakesInParts() throws IOException {
        try (RawClient client = connect(request -> ok(request.rawPath().repeat(6_000)))) {
            for (int i = 0; i < 400; i++) {
                client.get("/" + i);
            }
            for (int i = 0; i < 400; i++) {
                assertThat(client.answer().body()).isEqualTo(("/" + i).repeat(6_000));
            }
        }
    }

    /** Requests alone, several in one piece, and one in two pieces, over several connections at once. */
    @Test
    void answersInOrderHoweverRequestsCome() throws Exception {
        try (RawClient _ = connect(
                request -> ok(request.rawPath().repeat(97 + request.rawPath().hashCode() % 97)))) {
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> done = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    long seed = i;
                    done.add(clients.submit(() -> askInBursts(new Random(seed))));
                }
                for (Future<?> each : done) {
                    each.get(60, TimeUnit.SECONDS);
                }
            }
        }
    }

    private @Nullable Void askInBursts(Random random) throws IOException {
        try (RawClient client = new RawClient(server.address().getPort())) {
            for (int burst = 0; burst < 500; burst++) {
                int count = 1 + random.nextInt(3);
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < count; i++) {
                    requests.append("GET /").append(burst).append('/').append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                int cut = random.nextBoolean() ? requests.length() : random.nextInt(requests.length());
                client.send(requests.substring(0, cut)).send(requests.substring(cut));
                for (int i = 0; i < count; i++) {
                    String path = "/" + burst + "/" + i;
                    assertThat(client.answer().body()).isEqualTo(path.repeat(97 + path.hashCode() % 97));
                }
            }
        }
        return null;
    }

    @Test
    void keepsBodiesOfPipelinedRequestsApart() throws IOException {
        try (RawClient client = connect(HttpServerTest::echo)) {
            client.send(String.join(
                    "\r\n",
                    "POST /1 HTTP/1.1",
                    "Content-Length: 3",
                    "",
                    "abcPOST /2 HTTP/1.1",
                    "Transfer-Encoding: chunked",
                    "",
                    "2\r\nde\r\n1\r\nf\r\n0\r\n",
                    "GET /3 HTTP/1.1",
                    "",
                    "POST /4 HTTP/1.1",
                    "Content-Length: 6",
                    "",
                    "ghi"));
            assertThat(client.answer().body()).isEqualTo("abc");
            assertThat(client.answer().body()).isEqualTo("def");
            assertThat(client.answer().body()).isEmpty();
            client.send("jkl");
            assertThat(client.answer().body()).isEqualTo("ghijkl");
        }
    }

    @Test
    void streamsALargeBodyBothWays() throws Exception {
        byte[] sent = new byte[20 * 1024 * 1024];
        new Random(7).nextBytes(sent);
        try (RawClient client = connect(request -> new HttpResponse(200, HttpHeaders.empty(), request.body()))) {
            client.send("PUT / HTTP/1.1\r\nContent-Length: " + sent.length + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendQuietly(client, sent));
            RawClient.Answer head = client.answerToHead();
            assertThat(head.header("Content-Length")).isEqualTo("" + sent.length);
            assertThat(client.in().readNBytes(sent.length)).isEqualTo(sent);
            sending.get(10, TimeUnit.SECONDS);
        }
    }

    private static void sendQuietly(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void asksForTheBodyOnlyWhenItIsRead() throws IOException {
        try (RawClient client = connect(request -> request.rawPath().equals("/no") ? ok("refused") : echo(request))) {
            client.send("PUT /yes HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
            client.send("body");
            assertThat(client.answer().body()).isEqualTo("body");
            client.send("PUT /no HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            RawClient.Answer refused = client.answer();
            assertThat(refused.body()).isEqualTo("refused");
            assertThat(refused.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void answersBeforeAnUnreadBodyHasComeAndThenCloses() throws IOException {
        try (RawClient client = connect(request -> ok("no"))) {
            client.send("PUT / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n");
            client.send(new byte[1_500_000]);
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.header("Connection")).isEqualTo("close");
            client.send(new byte[1_500_000]);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void announcesTheBodyOfHeadAndSendsNone() throws IOException {
        try (RawClient client = connect(request -> ok("12345"))) {
            RawClient.Answer answer = client.send("HEAD / HTTP/1.1\r\n\r\n").answerToHead();
            assertThat(answer.header("Content-Length")).isEqualTo("5");
            assertThat(client.get("/").answer().body()).isEqualTo("12345");
        }
    }

    @Test
    void lengthOfHeadMayBeTheHandlersWord() throws IOException {
        try (RawClient client =
                connect(request -> new HttpResponse(200, HttpHeaders.of("content-length", "99"), Payload.empty()))) {
            RawClient.Answer answer = client.send("HEAD / HTTP/1.1\r\n\r\n").answerToHead();
            assertThat(answer.headers()).contains("Content-Length: 99").doesNotContain("content-length: 99");
        }
    }

    @Test
    void noContentHasNeitherBodyNorLength() throws IOException {
        try (RawClient client = connect(request -> new HttpResponse(204, HttpHeaders.empty(), Payload.utf8("x")))) {
            RawClient.Answer answer = client.get("/").answer();
            assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 204 No Content");
            assertThat(answer.header("Content-Length")).isEmpty();
            assertThat(client.get("/").answer().statusLine()).isEqualTo("HTTP/1.1 204 No Content");
        }
    }

    @Test
    void sendsAFileSlice(@TempDir Path folder) throws IOException {
        byte[] content = new byte[5_000_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("object"), content);
        try (RawClient client = connect(request -> new HttpResponse(
                200,
                HttpHeaders.empty(),
                new Payload.FileSlice(
                        file, 1000, Long.parseLong(request.rawPath().substring(1)))))) {
            for (int size : new int[] {4_000_000, 10, 0}) {
                client.get("/" + size).answerToHead();
                assertThat(client.in().readNBytes(size)).isEqualTo(Arrays.copyOfRange(content, 1000, 1000 + size));
            }
        }
    }

    @Test
    void sendsEachReadOfAStreamAtOnce() throws IOException {
        PipedOutputStream source = new PipedOutputStream();
        PipedInputStream stream = new PipedInputStream(source);
        try (RawClient client = connect(request -> new HttpResponse(200, HttpHeaders.empty(), Payload.of(stream)))) {
            assertThat(client.get("/").answerToHead().header("Transfer-Encoding"))
                    .isEqualTo("chunked");
            source.write("first".getBytes(StandardCharsets.UTF_8));
            source.flush();
            assertThat(client.chunk()).isEqualTo("first");
            source.write("second".getBytes(StandardCharsets.UTF_8));
            source.close();
            assertThat(client.chunk()).isEqualTo("second");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void breaksTheConnectionWhenAStreamBreaks() throws IOException {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(new byte[3]), new BufferedInputStream(InputStream.nullInputStream()) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("gone");
                    }
                });
        try (RawClient client = connect(request ->
                new HttpResponse(200, HttpHeaders.empty(), new Payload.Stream(broken, OptionalLong.empty())))) {
            client.get("/");
            assertThatThrownBy(client::answer).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void waitsForASlowReaderAndInterruptsTheHandlerWhenTheClientLeaves() throws Exception {
        EndlessBody endless = new EndlessBody();
        try (RawClient client = connect(request -> new HttpResponse(200, HttpHeaders.empty(), Payload.of(endless)))) {
            client.get("/").answerToHead();
        }
        assertThat(endless.awaitClosed()).isTrue();
    }

    @Test
    void interruptsAWaitingHandlerWhenTheClientLeaves() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (RawClient client = connect(request -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return ok("late");
        })) {
            client.get("/");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsTheReaderWhenTheBodyBreaksOff() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (RawClient client = connect(request -> {
            HttpResponse answer = echo(request);
            seen.complete(new String(((Payload.Bytes) answer.body()).bytes(), StandardCharsets.UTF_8));
            return answer;
        })) {
            client.send("PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
        }
        assertThat(seen.get(10, TimeUnit.SECONDS)).contains("the client has closed the connection");
    }

    @Test
    void understandsHttp10() throws IOException {
        try (RawClient client = connect(request -> new HttpResponse(
                200,
                HttpHeaders.empty(),
                Payload.of(new ByteArrayInputStream("until close".getBytes(StandardCharsets.UTF_8)))))) {
            RawClient.Answer answer = client.send("GET / HTTP/1.0\r\n\r\n").answer();
            assertThat(answer.statusLine()).isEqualTo("HTTP/1.0 200 OK");
            assertThat(answer.body()).isEqualTo("until close");
        }
    }

    @Test
    void aFailingHandlerIsAnsweredFor() throws IOException {
        try (RawClient client = connect(request -> {
            throw new IllegalStateException("expected by this test");
        })) {
            assertThat(client.get("/").answer().statusLine()).isEqualTo("HTTP/1.1 500 Internal Server Error");
        }
    }

    @Test
    void aHeaderWithALineBreakIsNeverSent() throws IOException {
        try (RawClient client = connect(
                request -> new HttpResponse(200, HttpHeaders.of("X-A", "b\r\nSet-Cookie: c"), Payload.empty()))) {
            RawClient.Answer answer = client.get("/").answer();
            assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 500 Internal Server Error");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }
}
