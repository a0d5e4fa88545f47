package dev.gust.cli.aws;

/**
 * One call of an operation, as it goes over the wire but for its signature.
 *
 * @param service the name it is signed for
 * @param target the X-Amz-Target header, or empty
 * @param contentType or empty, where there is no body
 */
public record AwsCall(
        String service, String method, String path, String query, String target, String contentType, String body) {
    /** An operation of a service that speaks JSON. */
    public static AwsCall json(String service, String version, String target, String body) {
        return new AwsCall(service, "POST", "/", "", target, "application/x-amz-json-" + version, body);
    }

    /** An operation of a service that speaks the query protocol, with its parameters. */
    public static AwsCall query(String service, String action, String version, String parameters) {
        String body = "Action=" + action + "&Version=" + version + (parameters.isEmpty() ? "" : "&" + parameters);
        return new AwsCall(service, "POST", "/", "", "", "application/x-www-form-urlencoded; charset=utf-8", body);
    }

    /** An operation of a service that speaks in paths. */
    public static AwsCall rest(String service, String method, String path, String query, String body) {
        return new AwsCall(service, method, path, query, "", body.isEmpty() ? "" : "application/json", body);
    }
}
