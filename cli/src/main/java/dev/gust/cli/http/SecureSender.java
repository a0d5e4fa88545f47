package dev.gust.cli.http;

import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Over TLS, by the JDK's client. */
final class SecureSender implements HttpSender {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .build();

    SecureSender(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public HttpAnswer send(String method, String target, HttpHeaders headers, byte[] body, Duration patience)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + target))
                .timeout(patience)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.lines().forEach(line -> request.header(line.name(), line.value()));
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            List<HttpHeaders.Line> lines = new ArrayList<>();
            answer.headers()
                    .map()
                    .forEach((name, values) -> values.forEach(value -> lines.add(new HttpHeaders.Line(name, value))));
            return new HttpAnswer(answer.statusCode(), new HttpHeaders(lines), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
