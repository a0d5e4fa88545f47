package dev.gust.cli.aws;

import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Signs and sends calls. It repeats nothing: whoever calls knows what may be sent twice. */
public final class AwsClient implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final AccessKey key;
    private final String region;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .build();

    public AwsClient(URI endpoint, AccessKey key, String region, InstantSource clock) {
        this.endpoint = endpoint;
        this.key = key;
        this.region = region;
        this.clock = clock;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The answer, whatever its status. */
    public HttpResponse<String> send(AwsCall call, Duration patience) throws IOException, InterruptedException {
        HttpHeaders headers = HttpHeaders.of("Host", endpoint.getRawAuthority());
        if (!call.contentType().isEmpty()) {
            headers = headers.plus("Content-Type", call.contentType());
        }
        if (!call.target().isEmpty()) {
            headers = headers.plus("X-Amz-Target", call.target());
        }
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            headers = headers.plus(header.getKey(), header.getValue());
        }
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        HttpRequest signed = new RequestSigner(key, region, call.service())
                .sign(
                        new HttpRequest(call.method(), call.path(), call.query(), headers, Payload.of(body), ""),
                        clock.instant());
        String query = call.query().isEmpty() ? "" : "?" + call.query();
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(
                        URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + call.path() + query))
                .timeout(patience)
                .method(
                        call.method(),
                        body.length == 0
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofByteArray(body));
        for (HttpHeaders.Line line : signed.headers().lines()) {
            // The JDK's client writes Host itself, from the address, to the same value.
            if (!line.name().equals("Host")) {
                request.header(line.name(), line.value());
            }
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
