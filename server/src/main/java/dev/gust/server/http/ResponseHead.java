package dev.gust.server.http;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Writes status line and headers. Header values go out byte for byte as Latin-1, the way they are read. */
final class ResponseHead {
    static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    // The JDK's own RFC 1123 format writes days below ten with one digit, HTTP wants two.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private volatile DateLine date = new DateLine(Long.MIN_VALUE, "");

    private record DateLine(long second, String line) {}

    ResponseHead(Clock clock) {
        this.clock = clock;
    }

    /** How an answer's body is delimited. */
    sealed interface Framing {
        /** No body, and none is announced (204, 304, 1xx). */
        record None() implements Framing {}

        record Length(long bytes) implements Framing {}

        record Chunked() implements Framing {}

        /** For HTTP/1.0 clients and a length nobody knows. */
        record UntilClose() implements Framing {}
    }

    byte[] bytes(HttpResponse response, Framing framing, boolean keepAlive, boolean http10) {
        StringBuilder head = new StringBuilder(256);
        head.append(http10 ? "HTTP/1.0 " : "HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(response.status()))
                .append("\r\n");
        for (HttpHeaders.Line line : response.headers().lines()) {
            if (!isOwn(line.name())) {
                append(head, line);
            }
        }
        head.append(dateLine());
        switch (framing) {
            case Framing.None _, Framing.UntilClose _ -> {}
            case Framing.Length(long bytes) ->
                head.append("Content-Length: ").append(bytes).append("\r\n");
            case Framing.Chunked _ -> head.append("Transfer-Encoding: chunked\r\n");
        }
        if (!keepAlive) {
            head.append("Connection: close\r\n");
        } else if (http10) {
            head.append("Connection: keep-alive\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body's length: the payload's own or, for a stream without one and for HEAD, what the headers say. */
    static OptionalLong length(HttpResponse response, boolean headersDecide) {
        OptionalLong known = response.body().length();
        if (known.isPresent() && !headersDecide) {
            return known;
        }
        for (HttpHeaders.Line line : response.headers().lines()) {
            if (line.name().equalsIgnoreCase("Content-Length")) {
                return OptionalLong.of(Long.parseLong(line.value()));
            }
        }
        return known;
    }

    private static boolean isOwn(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("Date");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 14 -> name.equalsIgnoreCase("Content-Length");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    private static void append(StringBuilder head, HttpHeaders.Line line) {
        requireName(line.name());
        requireValue(line);
        head.append(line.name()).append(": ").append(line.value()).append("\r\n");
    }

    private static void requireName(String name) {
        boolean valid = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            valid &= c > ' ' && c < 0x7F && c != ':';
        }
        if (!valid) {
            throw new IllegalArgumentException("not a header name: '" + name + "'");
        }
    }

    /** A line break in a value would let its author write headers, or a whole answer, of his own. */
    private static void requireValue(HttpHeaders.Line line) {
        String value = line.value();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                throw new IllegalArgumentException("header " + line.name() + " holds a character that cannot be sent");
            }
        }
    }

    private String dateLine() {
        long second = clock.instant().getEpochSecond();
        DateLine latest = date;
        if (latest.second != second) {
            latest = new DateLine(second, "Date: " + DATE.format(clock.instant()) + "\r\n");
            date = latest;
        }
        return latest.line;
    }
}
