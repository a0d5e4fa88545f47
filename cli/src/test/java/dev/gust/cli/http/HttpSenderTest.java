package dev.gust.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sender against a peer that says, byte for byte, what it is told. */
class HttpSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final List<String> connections = Collections.synchronizedList(new ArrayList<>());
    private ServerSocket peer;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        peer = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = peer.accept();
                connections.add(socket.toString());
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            heads.add("the peer stopped");
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (String head = head(socket.getInputStream()); !head.isEmpty(); head = head(socket.getInputStream())) {
                heads.add(head);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (answer.contains("Connection: close")) {
                    return;
                }
            }
        } catch (IOException e) {
            heads.add("the client left");
        }
    }

    /** Requests here have no bodies. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private HttpAnswer ask(HttpSender sender, String method) throws IOException {
        return sender.send(method, "/a?b=c", HttpHeaders.of("X-One", "1"), new byte[0], PATIENCE);
    }

    private HttpSender sender() {
        return HttpSender.to(URI.create("http://127.0.0.1:" + peer.getLocalPort()));
    }

    @Test
    void sendsWhatItIsGivenAndKeepsTheConnection() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        try (HttpSender sender = sender()) {
            assertThat(ask(sender, "GET").body()).isEqualTo("hi");
            assertThat(ask(sender, "POST").body()).isEqualTo("hi");
        }
        assertThat(connections).hasSize(1);
        assertThat(heads.getFirst())
                .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + peer.getLocalPort() + "\r\nX-One: 1\r\n\r\n");
        assertThat(heads.get(1)).contains("Content-Length: 0\r\n");
    }

    @Test
    void readsChunks() throws Exception {
        answer = String.join(
                "\r\n",
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 201 Created",
                "Transfer-Encoding: chunked",
                "",
                "3;x=y",
                "abc",
                "2",
                "de",
                "0",
                "Trailer: t",
                "",
                "");
        try (HttpSender sender = sender()) {
            HttpAnswer first = ask(sender, "GET");
            assertThat(first.status()).isEqualTo(201);
            assertThat(first.body()).isEqualTo("abcde");
            assertThat(ask(sender, "GET").body()).isEqualTo("abcde");
        }
        assertThat(connections).hasSize(1);
    }

    @Test
    void readsToTheEndWhereNoLengthIsTold() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end";
        try (HttpSender sender = sender()) {
            assertThat(ask(sender, "GET").body()).isEqualTo("to the end");
            assertThat(ask(sender, "GET").body()).isEqualTo("to the end");
        }
        assertThat(connections).hasSize(2);
    }

    @Test
    void expectsNoBodyAfterHead() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        try (HttpSender sender = sender()) {
            assertThat(ask(sender, "HEAD").body()).isEmpty();
            assertThat(ask(sender, "HEAD").headers().first("content-length")).contains("1000");
        }
    }

    @Test
    void refusesAnAnswerThatEndsEarly() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: Connection: close\r\n\r\nshort";
        try (HttpSender sender = sender()) {
            assertThatThrownBy(() -> ask(sender, "GET"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the answer ended early");
        }
    }

    @Test
    void refusesWhatIsNoHttp() throws Exception {
        answer = "SSH-2.0-OpenSSH\r\nConnection: close\r\n";
        try (HttpSender sender = sender()) {
            assertThatThrownBy(() -> ask(sender, "GET")).hasMessageContaining("speaks no HTTP: SSH-2.0");
        }
    }
}
