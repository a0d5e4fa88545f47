package dev.gust.cli.aws;

import java.util.HashMap;
import java.util.Map;

/**
 * One call of an operation, as it goes over the wire but for its signature.
 *
 * @param service the name it is signed for
 * @param target the X-Amz-Target header, or empty
 * @param contentType or empty, where there is no body
 * @param headers further ones
 */
public record AwsCall(
        String service,
        String method,
        String path,
        String query,
        String target,
        String contentType,
        String body,
        Map<String, String> headers) {
    public AwsCall {
        headers = Map.copyOf(headers);
    }

    /** An operation of a service that speaks JSON. */
    public static AwsCall json(String service, String version, String target, String body) {
        return new AwsCall(service, "POST", "/", "", target, "application/x-amz-json-" + version, body, Map.of());
    }

    /** An operation of a service that speaks the query protocol, with its parameters. */
    public static AwsCall query(String service, String action, String version, String parameters) {
        String body = "Action=" + action + "&Version=" + version + (parameters.isEmpty() ? "" : "&" + parameters);
        return new AwsCall(
                service, "POST", "/", "", "", "application/x-www-form-urlencoded; charset=utf-8", body, Map.of());
    }

    /** An operation of a service that speaks in paths. */
    public static AwsCall rest(String service, String method, String path, String query, String body) {
        return new AwsCall(service, method, path, query, "", body.isEmpty() ? "" : "application/json", body, Map.of());
    }

    /** The same call with a header more. */
    public AwsCall with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new AwsCall(service, method, path, query, target, contentType, body, more);
    }
}
