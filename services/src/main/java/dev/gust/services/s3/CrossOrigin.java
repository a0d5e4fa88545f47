package dev.gust.services.s3;

import dev.gust.services.ports.CrossOriginRules;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.model.s3.CORSRule;
import dev.gust.wire.model.s3.GetBucketCorsOutput;
import dev.gust.wire.operation.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which web pages may use a bucket: the rules that are kept, and what they say of one request. The first that fits counts. */
final class CrossOrigin implements CrossOriginRules {
    private static final int MAXIMUM_RULES = 100;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    private final OrderedStore store;

    CrossOrigin(OrderedStore store) {
        this.store = store;
    }

    List<CORSRule> get(BucketRecord bucket) {
        return store.read(reader -> S3Store.crossOrigin(bucket).get(reader, bucket.id()))
                .map(GetBucketCorsOutput::corsRules)
                .orElse(List.of());
    }

    void put(BucketRecord bucket, List<CORSRule> rules) {
        if (rules.isEmpty() || rules.size() > MAXIMUM_RULES) {
            throw S3Errors.malformedXml();
        }
        rules.forEach(CrossOrigin::check);
        store.write(tx -> S3Store.crossOrigin(bucket).put(tx, bucket.id(), new GetBucketCorsOutput(rules)));
    }

    void delete(BucketRecord bucket) {
        store.write(tx -> S3Store.crossOrigin(bucket).delete(tx, bucket.id()));
    }

    @Override
    public Optional<HttpHeaders> allow(String bucket, String origin, String method, List<String> requestHeaders) {
        List<CORSRule> rules = store.read(reader -> S3Store.buckets()
                .get(reader, bucket)
                .flatMap(found -> S3Store.crossOrigin(found).get(reader, found.id()))
                .map(GetBucketCorsOutput::corsRules)
                .orElse(List.of()));
        for (CORSRule rule : rules) {
            Optional<String> allowed = rule.allowedOrigins().stream()
                    .filter(pattern -> fits(pattern, origin))
                    .findFirst();
            if (allowed.isPresent()
                    && rule.allowedMethods().contains(method)
                    && requestHeaders.stream().allMatch(header -> allowsHeader(rule, header))) {
                return Optional.of(answer(rule, allowed.get(), origin, requestHeaders));
            }
        }
        return Optional.empty();
    }

    private static HttpHeaders answer(CORSRule rule, String allowed, String origin, List<String> requestHeaders) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        boolean everybody = allowed.equals("*");
        lines.add(new HttpHeaders.Line("Access-Control-Allow-Origin", everybody ? "*" : origin));
        lines.add(new HttpHeaders.Line("Access-Control-Allow-Methods", String.join(", ", rule.allowedMethods())));
        if (!requestHeaders.isEmpty()) {
            lines.add(new HttpHeaders.Line(
                    "Access-Control-Allow-Headers",
                    String.join(", ", requestHeaders).toLowerCase(Locale.ROOT)));
        }
        if (!rule.exposeHeaders().isEmpty()) {
            lines.add(new HttpHeaders.Line("Access-Control-Expose-Headers", String.join(", ", rule.exposeHeaders())));
        }
        if (rule.maxAgeSeconds() != null) {
            lines.add(new HttpHeaders.Line(
                    "Access-Control-Max-Age", rule.maxAgeSeconds().toString()));
        }
        if (!everybody) {
            lines.add(new HttpHeaders.Line("Access-Control-Allow-Credentials", "true"));
        }
        lines.add(
                new HttpHeaders.Line("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"));
        return new HttpHeaders(lines);
    }

    private static boolean allowsHeader(CORSRule rule, String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return rule.allowedHeaders().stream().anyMatch(pattern -> fits(pattern.toLowerCase(Locale.ROOT), name));
    }

    /** A pattern has one asterisk at most. */
    private static boolean fits(String pattern, String text) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equals(text)
                : text.length() >= pattern.length() - 1
                        && text.startsWith(pattern.substring(0, star))
                        && text.endsWith(pattern.substring(star + 1));
    }

    private static void check(CORSRule rule) {
        if (rule.allowedMethods().isEmpty() || rule.allowedOrigins().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        for (String method : rule.allowedMethods()) {
            if (!METHODS.contains(method)) {
                throw invalid("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        checkWildcards("AllowedOrigin", rule.allowedOrigins());
        checkWildcards("AllowedHeader", rule.allowedHeaders());
        for (String header : rule.exposeHeaders()) {
            if (header.indexOf('*') >= 0) {
                throw invalid("ExposeHeader \"" + header
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
            checkName(header);
        }
        rule.allowedOrigins().forEach(CrossOrigin::checkName);
    }

    private static void checkWildcards(String member, List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                throw invalid(member + " \"" + pattern + "\" can not have more than one wildcard.");
            }
        }
    }

    /** What will stand in a header of an answer. */
    private static void checkName(@Nullable String name) {
        if (name == null || name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw S3Errors.malformedXml();
        }
    }

    private static AwsException invalid(String message) {
        return AwsException.sender("InvalidRequest", 400, message);
    }
}
