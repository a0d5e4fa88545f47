package dev.gust.server.gateway;

import dev.gust.wire.auth.RequestSignature;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.ServiceModels;
import dev.gust.wire.operation.ServiceModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which service a request means. One row for each service with everything a request may know it by; it repeats what the
 * models say, so that no model has to be loaded to pass it over, and a test compares the two.
 */
public final class ServiceTable {
    private static final String NONE = "";

    private static final Pattern CONNECTIONS = Pattern.compile("(/[^/]*)?/@connections/.*");
    private static final Pattern REST_APIS = Pattern.compile("/restapis(/.*)?");
    private static final Pattern HTTP_APIS = Pattern.compile("/v2/.*");
    private static final Pattern FUNCTIONS = Pattern.compile("/20\\d\\d-\\d\\d-\\d\\d/.*");

    private static final List<Row> ROWS = List.of(
            // id, name in a signature's scope, label in a host, prefix of X-Amz-Target, Version in a query, path
            row("apigateway", "apigateway", "apigateway", NONE, NONE, REST_APIS),
            row("apigatewaymanagementapi", "execute-api", NONE, NONE, NONE, CONNECTIONS),
            row("apigatewayv2", "apigateway", NONE, NONE, NONE, HTTP_APIS),
            row("cloudformation", "cloudformation", "cloudformation", NONE, "2010-05-15", null),
            row("cognitoidp", "cognito-idp", "cognito-idp", "AWSCognitoIdentityProviderService", NONE, null),
            row("dynamodb", "dynamodb", "dynamodb", "DynamoDB_20120810", NONE, null),
            row("dynamodbstreams", "dynamodb", "streams.dynamodb", "DynamoDBStreams_20120810", NONE, null),
            row("ecr", "ecr", "api.ecr", "AmazonEC2ContainerRegistry_V20150921", NONE, null),
            row("events", "events", "events", "AWSEvents", NONE, null),
            row("iam", "iam", "iam", NONE, "2010-05-08", null),
            row("kms", "kms", "kms", "TrentService", NONE, null),
            row("lambda", "lambda", "lambda", NONE, NONE, FUNCTIONS),
            row("logs", "logs", "logs", "Logs_20140328", NONE, null),
            row("monitoring", "monitoring", "monitoring", "GraniteServiceVersion20100801", "2010-08-01", null),
            row("s3", "s3", "s3", NONE, NONE, null),
            row("scheduler", "scheduler", "scheduler", NONE, NONE, null),
            row("secretsmanager", "secretsmanager", "secretsmanager", "secretsmanager", NONE, null),
            row("ses", "ses", "email", NONE, "2010-12-01", null),
            row("sns", "sns", "sns", NONE, "2010-03-31", null),
            row("sqs", "sqs", "sqs", "AmazonSQS", "2012-11-05", null),
            row("ssm", "ssm", "ssm", "AmazonSSM", NONE, null),
            row("states", "states", "states", "AWSStepFunctions", NONE, null),
            row("sts", "sts", "sts", NONE, "2011-06-15", null),
            row("xray", "xray", "xray", NONE, NONE, null));

    private static final Map<String, List<Row>> BY_SIGNING_NAME =
            ROWS.stream().collect(Collectors.groupingBy(Row::signingName));

    private static final Pattern CBOR_PATH = Pattern.compile(".*/service/([^/]+)/operation/[^/]+");
    private static final int LONGEST_FORM_LOOKED_AT = 256 * 1024;

    private ServiceTable() {}

    /**
     * What a request may know a service by; empty where a service has no such name. A row without paths stands for all
     * paths that no other row of its signing name claims.
     */
    record Row(
            String id,
            String signingName,
            String hostLabel,
            String targetPrefix,
            String queryVersion,
            @Nullable Pattern paths) {
        boolean claims(String path) {
            return paths != null && paths.matcher(path).matches();
        }
    }

    /** What a request means: a service with a model, or a name that none answers to. */
    public sealed interface Match {
        record Known(ServiceModel service) implements Match {}

        record Unknown(String name) implements Match {}
    }

    /**
     * The service, by the surest sign the request bears: what names an operation goes before what names a service, and
     * that before what only looks like one. What bears no sign at all is S3's, whose paths are anything.
     */
    public static Match find(HttpRequest request, Optional<RequestSignature> signature, HostName host) {
        return byCborPath(request)
                .or(() -> byTarget(request))
                .or(() -> signature.map(signed -> bySigningName(signed.scope().service(), request.rawPath())))
                .or(() -> byHost(host))
                .or(() -> byQueryVersion(request))
                .or(() -> byPath(request))
                .orElseGet(() -> known("s3"));
    }

    static List<Row> rows() {
        return ROWS;
    }

    /** The service in the path of the CBOR protocol is called as in X-Amz-Target. */
    private static Optional<Match> byCborPath(HttpRequest request) {
        if (request.headers().first("smithy-protocol").isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = CBOR_PATH.matcher(request.rawPath());
        return matcher.matches() ? Optional.of(byTargetPrefix(matcher.group(1))) : Optional.empty();
    }

    private static Optional<Match> byTarget(HttpRequest request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        int dot = target.lastIndexOf('.');
        return dot <= 0 ? Optional.empty() : Optional.of(byTargetPrefix(target.substring(0, dot)));
    }

    private static Match byTargetPrefix(String prefix) {
        return first(row -> row.targetPrefix.equals(prefix)).orElseGet(() -> new Match.Unknown(prefix));
    }

    /** Two services may sign under one name; then the path decides, and else it is the first. */
    private static Match bySigningName(String name, String path) {
        List<Row> rows = BY_SIGNING_NAME.getOrDefault(name, List.of());
        for (Row row : rows) {
            if (rows.size() > 1 && row.claims(path)) {
                return known(row.id);
            }
        }
        return rows.isEmpty() ? new Match.Unknown(name) : known(rows.getFirst().id);
    }

    private static Optional<Match> byHost(HostName host) {
        return host.service().isEmpty() ? Optional.empty() : first(row -> row.hostLabel.equals(host.service()));
    }

    private static Optional<Match> byQueryVersion(HttpRequest request) {
        String parameters = '&' + request.rawQuery() + '&' + form(request) + '&';
        if (!parameters.contains("&Action=")) {
            return Optional.empty();
        }
        return first(row -> !row.queryVersion.isEmpty() && parameters.contains("&Version=" + row.queryVersion + '&'));
    }

    private static String form(HttpRequest request) {
        String type = request.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean isForm = type.startsWith("application/x-www-form-urlencoded");
        return isForm && request.body() instanceof Payload.Bytes(byte[] bytes) && bytes.length < LONGEST_FORM_LOOKED_AT
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : "";
    }

    private static Optional<Match> byPath(HttpRequest request) {
        return first(row -> row.claims(request.rawPath()));
    }

    private static Optional<Match> first(Predicate<Row> test) {
        return ROWS.stream().filter(test).findFirst().map(row -> known(row.id));
    }

    private static Match known(String id) {
        return ServiceModels.find(id)
                .<Match>map(Match.Known::new)
                .orElseThrow(() -> new IllegalStateException("the table names a service without a model: " + id));
    }

    private static Row row(
            String id,
            String signingName,
            String hostLabel,
            String targetPrefix,
            String queryVersion,
            @Nullable Pattern paths) {
        return new Row(id, signingName, hostLabel, targetPrefix, queryVersion, paths);
    }
}
