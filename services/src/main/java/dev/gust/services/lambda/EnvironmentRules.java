package dev.gust.services.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a function's environment variables may be. */
final class EnvironmentRules {
    /** Set by Lambda itself; AWS's developer guide lists them as reserved. */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]+");
    private static final int MAXIMUM_BYTES = 4096;
    private static final String PREFIX =
            "Lambda was unable to configure your environment variables because the environment variables you have provided ";

    private EnvironmentRules() {}

    static void check(Map<String, String> variables) {
        List<String> reserved = List.copyOf(new TreeSet<>(
                variables.keySet().stream().filter(RESERVED::contains).toList()));
        if (!reserved.isEmpty()) {
            throw LambdaErrors.invalid(
                    PREFIX + "contains reserved keys that are currently not supported for modification. "
                            + "Reserved keys used in this request: " + String.join(", ", reserved));
        }
        for (String name : variables.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw LambdaErrors.constraint("Value at 'environment.variables' failed to "
                        + "satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular "
                        + "expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]. The key is '" + name + "'.");
            }
        }
        String measured = measured(variables);
        if (measured.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            throw LambdaErrors.invalid(PREFIX + "exceeded the 4KB limit. String measured: " + measured);
        }
    }

    /** AWS measures the variables as JSON. */
    private static String measured(Map<String, String> variables) {
        StringBuilder text = new StringBuilder("{");
        variables.forEach((name, value) -> {
            if (text.length() > 1) {
                text.append(',');
            }
            text.append('"').append(name).append("\":\"").append(value).append('"');
        });
        return text.append('}').toString();
    }
}
