package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.wire.operation.CallContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which function a caller means: a name, a partial ARN ({@code 123456789012:function:name}) or a full one, each with or
 * without a version or alias.
 *
 * @param qualifier a version, an alias or {@code $LATEST}; null when none was given
 */
record FunctionReference(
        String account,
        String region,
        String name,
        @Nullable String qualifier) {
    static final String LATEST = "$LATEST";

    private static final Pattern NAME = Pattern.compile("(?:arn:aws[a-zA-Z-]*:lambda:)?"
            + "(?:(?<region>[a-z]{2}(?:-gov)?-[a-z]+-\\d):)?"
            + "(?:(?<account>\\d{12}):)?"
            + "(?:function:)?"
            + "(?<name>[a-zA-Z0-9-_]+)"
            + "(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?");
    private static final String RESOURCE = "function:";

    /**
     * Reads what the caller wrote, which is a function of its own account; a qualifier may stand in either place, but not
     * two different ones.
     */
    static FunctionReference of(String text, @Nullable String qualifier, CallContext context) {
        FunctionReference reference = anywhere(text, qualifier, context);
        if (!reference.account().equals(context.account())) {
            throw LambdaErrors.otherAccount(context.principal().arn(), reference.arn());
        }
        return reference;
    }

    /** As {@link #of}, also of other accounts: whether the caller may is still to be asked. */
    static FunctionReference anywhere(String text, @Nullable String qualifier, CallContext context) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw LambdaErrors.invalidName(text);
        }
        String region = orElse(matcher.group("region"), context.region());
        if (!region.equals(context.region())) {
            throw LambdaErrors.otherRegion(region, context.region());
        }
        String named = matcher.group("qualifier");
        if (named != null && qualifier != null && !named.equals(qualifier)) {
            throw LambdaErrors.qualifiersDiffer();
        }
        return new FunctionReference(
                orElse(matcher.group("account"), context.account()),
                region,
                matcher.group("name"),
                named == null ? qualifier : named);
    }

    static FunctionReference of(String text, CallContext context) {
        return of(text, null, context);
    }

    /** From an ARN that names a function; nothing else has one. */
    static @Nullable FunctionReference of(Arn arn) {
        if (!arn.service().equals("lambda") || !arn.resource().startsWith(RESOURCE)) {
            return null;
        }
        String[] parts = arn.resource().substring(RESOURCE.length()).split(":", 2);
        return new FunctionReference(arn.account(), arn.region(), parts[0], parts.length == 2 ? parts[1] : null);
    }

    /** The function's ARN without a qualifier. */
    Arn functionArn() {
        return Arn.of("lambda", region, account, RESOURCE + name);
    }

    /** The ARN as the caller meant it. */
    Arn arn() {
        return qualifier == null ? functionArn() : Arn.of("lambda", region, account, RESOURCE + name + ':' + qualifier);
    }

    FunctionReference withQualifier(@Nullable String changed) {
        return new FunctionReference(account, region, name, changed);
    }

    /** Whether the code under development is meant. */
    boolean isLatest() {
        return qualifier == null || qualifier.equals(LATEST);
    }

    private static String orElse(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }
}
