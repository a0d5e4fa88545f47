package dev.gust.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.functions.host.Await;
import dev.gust.functions.telemetry.TelemetryEvent.Category;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is buffered, sent, tried again and dropped, with a listener that is slow, rude or absent on purpose. */
class TelemetryDeliveryTest {
    private static final long PATIENCE_SECONDS = 20;

    private final TelemetryBudget budget = new TelemetryBudget();
    private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
    private ServerSocket listener;
    private Telemetry telemetry;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    connections.add(listener.accept());
                } catch (IOException e) {
                    return;
                }
            }
        });
        telemetry = new Telemetry(
                "test",
                Clock.system(),
                budget,
                port -> SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort())));
    }

    @AfterEach
    void close() throws IOException {
        telemetry.close();
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    @Test
    void dropsWhatDoesNotFitAndTellsHowMuch() throws Exception {
        subscribe();
        Socket socket = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int i = 0; i < 5_000; i++) {
            line("x".repeat(1_000));
            assertThat(budget.taken()).isLessThanOrEqualTo(2 * 262_144);
        }
        long told = 0;
        long dropped = 0;
        // One more was told before it subscribed.
        while (told + dropped < 5_001) {
            for (JsonValue event : batch(socket)) {
                if (text(event).contains("platform.logsDropped")) {
                    dropped += droppedRecords((JsonValue.Obj) event);
                } else {
                    told++;
                }
            }
            answer(socket, "200 OK");
        }
        assertThat(told + dropped).isEqualTo(5_001);
        assertThat(dropped).isGreaterThan(3_000);
    }

    private static long droppedRecords(JsonValue.Obj event) {
        JsonValue.Obj record = (JsonValue.Obj) event.get("record").orElseThrow();
        return ((JsonValue.Num) record.get("droppedRecords").orElseThrow())
                .value()
                .longValueExact();
    }

    @Test
    void triesAgainWhatWasNotTaken() throws Exception {
        subscribe();
        Socket socket = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<JsonValue> first = batch(socket);
        answer(socket, "500 Trouble");
        Socket second = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(batch(second)).isEqualTo(first);
        // Broken off without an answer.
        second.close();
        Socket third = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(batch(third)).isEqualTo(first);
        answer(third, "204 No Content");
        line("later");
        assertThat(batch(third))
                .singleElement()
                .satisfies(event -> assertThat(text(event)).contains("later"));
    }

    @Test
    void givesItsMemoryBackWhenTheEnvironmentEnds() throws Exception {
        subscribe();
        Socket socket = connections.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int i = 0; i < 1_000; i++) {
            line("x".repeat(1_000));
        }
        assertThat(budget.taken()).isPositive();
        telemetry.close();
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        Await.until("all memory is back", () -> budget.taken() == 0);
        assertThat(telemetry.wanted()).isFalse();
    }

    @Test
    void costsNothingWhereNobodySubscribed() {
        line("early");
        telemetry.initialised();
        assertThat(telemetry.wanted()).isFalse();
        assertThat(telemetry.subscribe("late", request())).isFalse();
        line("later");
        assertThat(budget.taken()).isZero();
    }

    private void subscribe() {
        line("before it subscribed");
        assertThat(telemetry.subscribe("extension", request())).isTrue();
        telemetry.initialised();
    }

    private static SubscriptionRequest request() {
        try {
            return SubscriptionRequest.parse("""
                    {"schemaVersion": "2022-12-13", "types": ["function"], "buffering": {"timeoutMs": 25},
                     "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:4243/path"}}""".getBytes(StandardCharsets.UTF_8));
        } catch (InvalidSubscriptionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void line(String text) {
        telemetry.publish(TelemetryEvent.line(Instant.EPOCH, Category.FUNCTION, text, Optional.empty()));
    }

    private static String text(JsonValue event) {
        return event.toJson();
    }

    private static List<JsonValue> batch(Socket socket) throws Exception {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head.toString()).startsWith("POST /path HTTP/1.1\r\nHost: sandbox.localdomain:4243\r\n");
        int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        byte[] body = new byte[Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)))];
        in.readFully(body);
        return ((JsonValue.Array) JsonText.parse(new String(body, StandardCharsets.UTF_8))).items();
    }

    private static void answer(Socket socket, String status) throws IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
