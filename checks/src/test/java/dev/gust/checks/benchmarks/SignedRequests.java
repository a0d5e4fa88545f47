package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Requests to one service as the bytes that go over the wire, signed with the development key. Good for some minutes. */
record SignedRequests(int port, String service) {
    byte[] json(String method, String path, String body, String... headers) throws IOException {
        return bytes(method, path, body.getBytes(StandardCharsets.UTF_8), "application/json", headers);
    }

    byte[] bytes(String method, String path, byte[] body, String type, String... more) throws IOException {
        HttpHeaders headers = HttpHeaders.of(
                "Host", "127.0.0.1:" + port, "Content-Type", type, "Content-Length", Integer.toString(body.length));
        for (int i = 0; i < more.length; i += 2) {
            headers = headers.plus(more[i], more[i + 1]);
        }
        HttpRequest signed = new RequestSigner(new AccessKey("test", "test"), "us-east-1", service)
                .sign(
                        new HttpRequest(method, path, "", headers, Payload.of(body), ""),
                        Clock.system().instant());
        StringBuilder head = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\n");
        signed.headers()
                .lines()
                .forEach(line -> head.append(line.name())
                        .append(": ")
                        .append(line.value())
                        .append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
