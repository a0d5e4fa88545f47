package dev.gust.cli.aws;

import dev.gust.cli.http.HttpAnswer;
import dev.gust.cli.http.HttpSender;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Signs and sends calls. It repeats nothing: whoever calls knows what may be sent twice. May be used by many threads. */
public final class AwsClient implements AutoCloseable {
    private final URI endpoint;
    private final AccessKey key;
    private final String region;
    private final InstantSource clock;
    private final HttpSender sender;

    public AwsClient(URI endpoint, AccessKey key, String region, InstantSource clock) {
        this.endpoint = endpoint;
        this.key = key;
        this.region = region;
        this.clock = clock;
        this.sender = HttpSender.to(endpoint);
    }

    public URI endpoint() {
        return endpoint;
    }

    public String region() {
        return region;
    }

    /** The same endpoint and key in another region. */
    public AwsClient in(String another) {
        return new AwsClient(endpoint, key, another, clock);
    }

    /** The answer, whatever its status. */
    public HttpAnswer send(AwsCall call, Duration patience) throws IOException {
        return send(call, call.body().getBytes(StandardCharsets.UTF_8), patience);
    }

    /** The same with a body that is no text. */
    public HttpAnswer send(AwsCall call, byte[] body, Duration patience) throws IOException {
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
        HttpRequest signed = new RequestSigner(key, region, call.service())
                .sign(
                        new HttpRequest(call.method(), call.path(), call.query(), headers, Payload.of(body), ""),
                        clock.instant());
        List<HttpHeaders.Line> lines = new ArrayList<>(signed.headers().lines());
        // The sender writes it itself, to the same value.
        lines.removeIf(line -> line.name().equals("Host"));
        String target = call.query().isEmpty() ? call.path() : call.path() + "?" + call.query();
        return sender.send(call.method(), target, new HttpHeaders(lines), body, patience);
    }

    @Override
    public void close() {
        sender.close();
    }
}
