package dev.gust.server.gateway;

import dev.gust.wire.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What requests call us, read once for each way of calling us. */
final class Endpoints {
    private static final int CAPACITY = 256;
    private static final URI UNSAID = URI.create("http://localhost");

    private final List<String> names;
    private final Map<String, Endpoint> known = new ConcurrentHashMap<>();

    /** A Host header, as what it says and as the beginning of URLs. */
    record Endpoint(HostName host, URI uri) {}

    Endpoints(List<String> names) {
        this.names = names;
    }

    Endpoint of(HttpRequest request) {
        String header = request.headers().first("Host").orElse("");
        Endpoint endpoint = known.get(header);
        if (endpoint == null) {
            endpoint = new Endpoint(HostName.parse(header, names), uri(header));
            if (known.size() >= CAPACITY) {
                known.clear();
            }
            known.put(header, endpoint);
        }
        return endpoint;
    }

    private static URI uri(String header) {
        try {
            return header.isEmpty() ? UNSAID : URI.create("http://" + header);
        } catch (IllegalArgumentException e) {
            // Nothing that a URL could be made of; refused as a strange host.
            return UNSAID;
        }
    }
}
