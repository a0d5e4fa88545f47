package dev.gust.wire.auth;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of a request that a signature covers. */
final class CanonicalRequest {
    static final String SIGNATURE_PARAMETER = "X-Amz-Signature";

    private CanonicalRequest() {}

    static String text(HttpRequest request, List<String> signedHeaders, String payloadHash, CredentialScope scope) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        text.append(path(request.rawPath(), scope.isS3())).append('\n');
        text.append(query(request.rawQuery())).append('\n');
        for (String name : signedHeaders) {
            appendHeader(text, name, request.headers());
        }
        text.append('\n');
        text.append(String.join(";", signedHeaders)).append('\n');
        return text.append(payloadHash).toString();
    }

    /**
     * S3 keys may hold anything, an escaped slash too, so its paths are taken as they are and escaped once. Every other service tidies the
     * path and escapes what was sent once more.
     */
    private static String path(String rawPath, boolean s3) {
        if (s3) {
            return Stream.of(rawPath.split("/", -1))
                    .map(segment -> UriEscapes.escape(UriEscapes.unescape(segment, false), false))
                    .collect(Collectors.joining("/"));
        }
        return rawPath.equals("/") ? rawPath : UriEscapes.escape(tidied(rawPath), true);
    }

    /** Without empty segments, without dots. */
    private static String tidied(String rawPath) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : rawPath.split("/")) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        if (segments.isEmpty()) {
            return "/";
        }
        boolean folder = rawPath.endsWith("/") || rawPath.endsWith("/.") || rawPath.endsWith("/..");
        return '/' + String.join("/", segments) + (folder ? "/" : "");
    }

    private static String query(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return "";
        }
        List<String[]> parameters = new ArrayList<>();
        for (String parameter : rawQuery.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!parameter.isEmpty() && !name.equals(SIGNATURE_PARAMETER)) {
                parameters.add(new String[] {normal(name), normal(value)});
            }
        }
        parameters.sort((a, b) -> a[0].equals(b[0]) ? a[1].compareTo(b[1]) : a[0].compareTo(b[0]));
        StringBuilder query = new StringBuilder(rawQuery.length());
        for (String[] parameter : parameters) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(parameter[0])
                    .append('=')
                    .append(parameter[1]);
        }
        return query.toString();
    }

    private static String normal(String raw) {
        return UriEscapes.escape(UriEscapes.unescape(raw, true), false);
    }

    private static void appendHeader(StringBuilder text, String name, HttpHeaders headers) {
        text.append(name).append(':');
        boolean first = true;
        for (HttpHeaders.Line line : headers.lines()) {
            if (line.name().equalsIgnoreCase(name)) {
                if (!first) {
                    text.append(',');
                }
                first = false;
                appendTidied(text, line.value().strip());
            }
        }
        text.append('\n');
    }

    /** Runs of spaces count as one. */
    private static void appendTidied(StringBuilder text, String value) {
        if (!value.contains("  ")) {
            text.append(value);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != ' ' || value.charAt(i - 1) != ' ') {
                text.append(c);
            }
        }
    }
}
