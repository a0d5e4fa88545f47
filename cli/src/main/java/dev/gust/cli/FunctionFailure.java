package dev.gust.cli;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a function's own failure means: where in the user's code it was, and what to do about the kinds that are common. */
record FunctionFailure(String type, String message, String trace) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern NODE_PLACE = Pattern.compile("/var/task/([^:)\\s]+):(\\d+)");
    private static final Pattern PYTHON_PLACE = Pattern.compile("File \"/var/task/([^\"]+)\", line (\\d+)");

    /** Reads the answer of a function that failed, where it is written as the runtimes write it. */
    static Optional<FunctionFailure> read(String answer) {
        try {
            if (JsonText.parse(answer) instanceof JsonValue.Obj error
                    && error.string("errorMessage").isPresent()) {
                String trace = error.get("trace")
                        .or(() -> error.get("stackTrace"))
                        .map(FunctionFailure::lines)
                        .orElse("");
                return Optional.of(new FunctionFailure(
                        error.string("errorType").orElse(""),
                        error.string("errorMessage").orElse(""),
                        trace));
            }
        } catch (JsonSyntaxException e) {
            // Not every runtime writes its errors so.
        }
        return Optional.empty();
    }

    private static String lines(JsonValue value) {
        return value instanceof JsonValue.Array(List<JsonValue> items)
                ? String.join(
                        "\n",
                        items.stream()
                                .map(item -> item instanceof JsonValue.Str(String text) ? text : item.toJson())
                                .toList())
                : "";
    }

    /** The place in the user's own code nearest to the failure. */
    Optional<String> place() {
        Matcher python = PYTHON_PLACE.matcher(trace);
        String found = "";
        // Python writes the outermost call first, JavaScript last; modules that were installed are not the user's.
        while (python.find()) {
            found = python.group(1) + ", line " + python.group(2);
        }
        Matcher node = NODE_PLACE.matcher(trace);
        while (found.isEmpty() && node.find()) {
            if (!node.group(1).startsWith("node_modules/")) {
                found = node.group(1) + ", line " + node.group(2);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** What to do, for the kinds of failure that have one answer. */
    String remedy(Operations operations) {
        if (type.equals("ResourceNotFoundException")) {
            return "A table that the code names is not there. " + tables(operations)
                    + " Hand its name to the function as an environment variable: !Ref of the table in the template.";
        }
        if (type.equals("NoSuchBucket")) {
            return "A bucket that the code names is not there. Hand its name to the function as an environment variable: !Ref of the "
                    + "bucket in the template.";
        }
        if (type.contains("ImportModuleError") || message.startsWith("Cannot find package")) {
            return "A module is not in the package: add it to package.json or requirements.txt and deploy again.";
        }
        if (type.contains("HandlerNotFound") || type.contains("MalformedHandlerName")) {
            return "Correct the function's handler (FILE.FUNCTION) and deploy again.";
        }
        if (type.contains("SyntaxError")) {
            return "Correct the file and deploy again; 'gust deploy' finds it before.";
        }
        if (message.contains("Task timed out")) {
            return "Raise the function's timeout, or see what it waits for: 'gust logs NAME'.";
        }
        if (message.contains("signal: killed") || type.contains("OutOfMemory")) {
            return "It needed more than its memory: raise memorySize.";
        }
        return "'gust logs NAME' has what it printed.";
    }

    private static String tables(Operations operations) {
        try {
            JsonValue names = operations
                    .call(AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.ListTables", "{}"), PATIENCE)
                    .get("TableNames")
                    .orElse(JsonValue.Null.INSTANCE);
            String list = lines(names).replace("\n", ", ");
            return list.isEmpty() ? "There is no table here." : "There is: " + list + ".";
        } catch (CommandFailure failure) {
            return "";
        }
    }
}
