package dev.gust.server;

import dev.gust.base.Randomness;
import dev.gust.base.settings.SettingsException;
import dev.gust.base.settings.SettingsSource;
import dev.gust.base.time.Clock;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A server of this process on a free port, and plain HTTP to talk to it. */
final class RunningGust implements AutoCloseable {
    /** Headers that the JDK's client sets itself. */
    private static final Set<String> CLIENTS_OWN = Set.of("host", "content-length");

    static final AccessKey TEST = new AccessKey("test", "test");

    final GustServer server;

    record Answer(int status, Map<String, String> headers, String body) {}

    static {
        // The JDK keeps some headers from programs, and this one is about browsers' headers.
        System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
    }

    RunningGust(Path folder, Clock clock, String... settings) throws IOException, SettingsException {
        Map<String, String> values = new HashMap<>(Map.of("port", "0", "log.requests", "none"));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        Settings read = Settings.read(List.of(SettingsSource.of("this test", values)));
        server = GustServer.start(read, folder, clock, Randomness.secure());
    }

    URI endpoint() {
        return server.endpoint();
    }

    Answer send(HttpRequest request) throws IOException {
        String query = request.rawQuery().isEmpty() ? "" : '?' + request.rawQuery();
        HttpURLConnection connection = (HttpURLConnection)
                endpoint().resolve(request.rawPath() + query).toURL().openConnection();
        connection.setRequestMethod(request.method());
        for (HttpHeaders.Line line : request.headers().lines()) {
            if (!CLIENTS_OWN.contains(line.name().toLowerCase(java.util.Locale.ROOT))) {
                connection.addRequestProperty(line.name(), line.value());
            } else if (line.name().equals("Host")) {
                connection.setRequestProperty("Host", line.value());
            }
        }
        byte[] body = request.body().readAll(1_000_000);
        if (body.length > 0) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name, values.getFirst());
            }
        });
        var stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        String text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(status, headers, text);
    }

    Answer get(String path, String... headers) throws IOException {
        int question = path.indexOf('?');
        return send(new HttpRequest(
                "GET",
                question < 0 ? path : path.substring(0, question),
                question < 0 ? "" : path.substring(question + 1),
                HttpHeaders.of(headers),
                Payload.empty(),
                ""));
    }

    /** A query request, unsigned. */
    HttpRequest query(String form, String... moreHeaders) {
        HttpHeaders headers =
                HttpHeaders.of("Host", endpoint().getAuthority(), "Content-Type", "application/x-www-form-urlencoded");
        for (int i = 0; i < moreHeaders.length; i += 2) {
            headers = headers.plus(moreHeaders[i], moreHeaders[i + 1]);
        }
        return new HttpRequest("POST", "/", "", headers, Payload.utf8(form), "");
    }

    static HttpRequest signed(HttpRequest request, AccessKey key, String service, Clock clock) throws IOException {
        return new RequestSigner(key, "eu-west-1", service).sign(request, clock.instant());
    }

    @Override
    public void close() {
        server.close();
    }
}
