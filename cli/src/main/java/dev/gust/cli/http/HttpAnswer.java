package dev.gust.cli.http;

import dev.gust.wire.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** An answer, whatever its status. */
public final class HttpAnswer {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] bytes;

    HttpAnswer(int status, HttpHeaders headers, byte[] bytes) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
