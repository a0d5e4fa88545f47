package dev.gust.server.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the Host header says. Names in front of one of our own say more: {@code BUCKET.s3}, {@code ID.execute-api},
 * {@code sqs.REGION}; in front of plain localhost anything else is a bucket, as SDKs write it.
 *
 * @param name without port, in small letters
 * @param own whether the name is one of ours, and nobody else's page can have it
 * @param surface the kind of a deployed API, such as {@code execute-api}, or empty
 * @param surfaceId the API's id
 * @param bucket the bucket of a request that leaves it out of its path, or empty
 * @param service the label by which AWS names a service's endpoint, or empty
 */
public record HostName(String name, boolean own, String surface, String surfaceId, String bucket, String service) {
    private static final List<String> LOCAL = List.of("localhost.localstack.cloud", "localhost");
    private static final List<String> SURFACES = List.of("execute-api", "lambda-url");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

    /** @param names further names that this server goes by */
    public static HostName parse(String header, List<String> names) {
        String name = withoutPort(header.toLowerCase(Locale.ROOT));
        for (String suffix : LOCAL) {
            if (name.endsWith('.' + suffix)) {
                return before(name, suffix, suffix.equals("localhost"));
            }
        }
        for (String suffix : names) {
            if (name.endsWith('.' + suffix)) {
                return before(name, suffix, false);
            }
        }
        // A page cannot be served from a bare address or a name without a dot, so nobody rebinds one of these to us.
        boolean own = name.isEmpty()
                || name.indexOf('.') < 0
                || ADDRESS.matcher(name).matches()
                || LOCAL.contains(name)
                || name.equals("host.docker.internal")
                || names.contains(name);
        return new HostName(name, own, "", "", "", "");
    }

    private static HostName before(String name, String suffix, boolean anythingIsABucket) {
        String prefix = name.substring(0, name.length() - suffix.length() - 1);
        List<String> labels = new ArrayList<>(Arrays.asList(prefix.split("\\.")));
        if (labels.size() > 1 && REGION.matcher(labels.getLast()).matches()) {
            labels.removeLast();
        }
        String last = labels.getLast();
        if (labels.size() == 2 && SURFACES.contains(last)) {
            return new HostName(name, true, last, labels.getFirst(), "", "");
        }
        if (last.equals("s3")) {
            return new HostName(name, true, "", "", String.join(".", labels.subList(0, labels.size() - 1)), "s3");
        }
        String service = String.join(".", labels);
        boolean known =
                ServiceTable.rows().stream().anyMatch(row -> row.hostLabel().equals(service));
        return !known && anythingIsABucket
                ? new HostName(name, true, "", "", prefix, "s3")
                : new HostName(name, true, "", "", "", service);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
