package dev.gust.services.ports;

import dev.gust.wire.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** Which web pages may use a bucket from a browser. Implemented by S3 from the buckets' CORS configurations. */
public interface CrossOriginRules {
    /**
     * The headers by which the answer tells the browser so; nothing when no rule of the bucket allows it.
     *
     * @param requestHeaders the headers that a preflight asks about; empty for the request itself
     */
    Optional<HttpHeaders> allow(String bucket, String origin, String method, List<String> requestHeaders);
}
