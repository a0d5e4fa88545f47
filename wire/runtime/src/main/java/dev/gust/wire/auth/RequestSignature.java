package dev.gust.wire.auth;

import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its signature; nothing of it is verified yet.
 *
 * @param timestamp as it is signed, such as {@code 20251231T235959Z}
 * @param sessionToken of a temporary key
 * @param expires how long a presigned URL is good for; null when the signature stands in a header
 */
public record RequestSignature(
        String accessKeyId,
        CredentialScope scope,
        String timestamp,
        Instant signedAt,
        List<String> signedHeaders,
        String signature,
        @Nullable String sessionToken,
        @Nullable Duration expires) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final String ASYMMETRIC = "AWS4-ECDSA-P256-SHA256";
    private static final Duration LONGEST = Duration.ofDays(7);

    public boolean isPresigned() {
        return expires != null;
    }

    /**
     * The request's signature, or nothing when it has none. Authorization headers of other schemes (Basic, Bearer)
     * are no business of ours.
     */
    public static Optional<RequestSignature> of(HttpRequest request) {
        Optional<String> authorization = request.headers().first("Authorization");
        if (authorization.isPresent()) {
            String header = authorization.get();
            if (header.startsWith(ALGORITHM + ' ')) {
                return Optional.of(fromHeader(request.headers(), header));
            }
            refuseOthers(header, "the Authorization header");
        }
        String query = request.rawQuery();
        if (query.contains("X-Amz-Algorithm=")) {
            return Optional.of(fromQuery(parameters(query)));
        }
        if (query.contains("AWSAccessKeyId=") && query.contains("Signature=")) {
            throw versionTwo();
        }
        return Optional.empty();
    }

    private static void refuseOthers(String algorithm, String where) {
        if (algorithm.startsWith(ASYMMETRIC)) {
            throw new AuthenticationException(
                    Reason.UNSUPPORTED,
                    "Gust does not verify Signature Version 4a (" + ASYMMETRIC + "), which " + where
                            + " uses. Sign with " + ALGORITHM + " for one region.");
        }
        if (algorithm.startsWith("AWS ") || algorithm.startsWith("AWS3")) {
            throw versionTwo();
        }
    }

    private static AuthenticationException versionTwo() {
        return new AuthenticationException(
                Reason.UNSUPPORTED,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    private static RequestSignature fromHeader(HttpHeaders headers, String authorization) {
        Map<String, String> parts = new HashMap<>();
        for (String part : authorization.substring(ALGORITHM.length()).split(",")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        StringBuilder missing = new StringBuilder();
        for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (parts.getOrDefault(name, "").isEmpty()) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        Optional<String> date = headers.first("X-Amz-Date").or(() -> headers.first("Date"));
        if (date.isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty()) {
            throw new AuthenticationException(Reason.INCOMPLETE, missing + "Authorization=" + ALGORITHM);
        }
        return complete(
                parts, date.orElseThrow(), headers.first("X-Amz-Security-Token").orElse(null), null);
    }

    private static RequestSignature fromQuery(Map<String, String> query) {
        String algorithm = query.getOrDefault("X-Amz-Algorithm", "");
        refuseOthers(algorithm, "the query");
        for (String name :
                List.of("X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date", "X-Amz-Expires")) {
            if (query.getOrDefault(name, "").isEmpty() || !algorithm.equals(ALGORITHM)) {
                throw queryIncomplete("Query-string authentication version 4 requires the X-Amz-Algorithm, "
                        + "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires "
                        + "parameters.");
            }
        }
        Map<String, String> parts = Map.of(
                "Credential", query.get("X-Amz-Credential"),
                "Signature", query.get("X-Amz-Signature"),
                "SignedHeaders", query.get("X-Amz-SignedHeaders"));
        return complete(
                parts,
                query.getOrDefault("X-Amz-Date", ""),
                query.get("X-Amz-Security-Token"),
                expires(query.getOrDefault("X-Amz-Expires", "")));
    }

    private static RequestSignature complete(
            Map<String, String> parts, String date, @Nullable String token, @Nullable Duration expires) {
        Reason malformed = expires == null ? Reason.INCOMPLETE : Reason.QUERY_INCOMPLETE;
        String credential = parts.getOrDefault("Credential", "");
        String[] elements = credential.split("/", -1);
        if (elements.length != 5 || elements[0].isEmpty()) {
            throw new AuthenticationException(
                    malformed,
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '"
                            + credential + "'");
        }
        if (!elements[4].equals(CredentialScope.TERMINATOR)) {
            throw new AuthenticationException(
                    malformed,
                    "Credential should be scoped with a valid terminator: 'aws4_request', not '" + elements[4] + "'.");
        }
        Instant signedAt = SignatureTime.parse(date)
                .orElseThrow(() -> new AuthenticationException(
                        malformed,
                        "Date must be in ISO-8601 'basic format'. Got '" + date
                                + "'. See http://en.wikipedia.org/wiki/ISO_8601"));
        String timestamp = SignatureTime.isBasic(date) ? date : SignatureTime.text(signedAt);
        CredentialScope scope = new CredentialScope(elements[1], elements[2], elements[3]);
        if (!timestamp.startsWith(scope.date())) {
            throw new AuthenticationException(
                    malformed == Reason.INCOMPLETE ? Reason.MISMATCH : malformed,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + scope.date() + "' != '" + timestamp.substring(0, 8) + "', from '" + timestamp + "'.");
        }
        return new RequestSignature(
                elements[0],
                scope,
                timestamp,
                signedAt,
                List.of(parts.getOrDefault("SignedHeaders", "").split(";")),
                parts.getOrDefault("Signature", ""),
                token,
                expires);
    }

    private static Duration expires(String seconds) {
        try {
            Duration expires = Duration.ofSeconds(Long.parseLong(seconds));
            if (expires.isNegative()) {
                throw queryIncomplete("X-Amz-Expires must be non-negative");
            }
            if (expires.compareTo(LONGEST) > 0) {
                throw queryIncomplete("X-Amz-Expires must be less than a week (in seconds); that is, the given "
                        + "X-Amz-Expires must be less than 604800 seconds");
            }
            return expires;
        } catch (NumberFormatException | ArithmeticException e) {
            throw queryIncomplete("X-Amz-Expires should be a number");
        }
    }

    private static AuthenticationException queryIncomplete(String message) {
        return new AuthenticationException(Reason.QUERY_INCOMPLETE, message);
    }

    /** The query's parameters; of a repeated one the first. */
    private static Map<String, String> parameters(String rawQuery) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : rawQuery.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        parameter.substring(0, equals), UriEscapes.unescape(parameter.substring(equals + 1), true));
            }
        }
        return parameters;
    }
}
