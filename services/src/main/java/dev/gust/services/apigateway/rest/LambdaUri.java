package dev.gust.services.apigateway.rest;

import dev.gust.base.Arn;
import dev.gust.wire.model.apigateway.BadRequestException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations}, and what is in it. */
public final class LambdaUri {
    private static final Pattern URI =
            Pattern.compile("arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/(.+)/invocations");
    private static final Pattern STAGE_VARIABLE = Pattern.compile("\\$\\{stageVariables\\.([A-Za-z0-9_]+)}");

    private LambdaUri() {}

    /** Refuses what is no URI of a function, as AWS words it. */
    static void check(@Nullable String uri) {
        if (uri == null || !uri.startsWith("arn:")) {
            throw new BadRequestException("Invalid ARN specified in the request");
        }
        String[] parts = uri.split(":", 6);
        if (parts.length < 6 || !parts[2].equals("apigateway") || !parts[5].matches("(path|action)/.*")) {
            throw new BadRequestException("AWS ARN for integration must contain path or action");
        }
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches() || Arn.parse(withoutVariables(matcher.group(1))).isEmpty()) {
            throw new BadRequestException("Integrations of type 'AWS_PROXY' currently only supports Lambda function and"
                    + " Firehose stream invocations.");
        }
    }

    /** The function, with stage variables filled in; nothing when that leaves no ARN. */
    public static Optional<Arn> function(String uri, Map<String, String> stageVariables) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) {
            return Arn.parse(uri).filter(arn -> arn.service().equals("lambda"));
        }
        String filled = STAGE_VARIABLE
                .matcher(matcher.group(1))
                .replaceAll(variable -> Matcher.quoteReplacement(stageVariables.getOrDefault(variable.group(1), "")));
        return Arn.parse(filled).filter(arn -> arn.service().equals("lambda"));
    }

    private static String withoutVariables(String text) {
        return STAGE_VARIABLE.matcher(text).replaceAll("variable");
    }
}
