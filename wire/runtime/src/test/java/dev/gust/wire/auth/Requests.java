package dev.gust.wire.auth;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

final class Requests {
    private Requests() {}

    static HttpRequest get(String path, String query, String... headers) {
        return new HttpRequest("GET", path, query, HttpHeaders.of(headers), Payload.empty(), "127.0.0.1");
    }

    static HttpRequest withText(String method, String path, String body, String... headers) {
        return new HttpRequest(method, path, "", HttpHeaders.of(headers), Payload.utf8(body), "127.0.0.1");
    }

    /** A body as it comes from a slow wire: few bytes at a time. */
    static Payload dribbling(byte[] bytes) {
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 7));
            }
        };
        return new Payload.Stream(slow, OptionalLong.of(bytes.length));
    }

    static Payload dribbling(String text) {
        return dribbling(text.getBytes(StandardCharsets.UTF_8));
    }
}
