package dev.gust.wire.validation;

import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.schema.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a service answers an input that breaks constraints: one code and one wording for most, their own for some. */
public final class Refusal {
    /** Where DynamoDB's operations hold the values of expressions. An item's attributes may be named like that, and are not meant. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?:transactItems\\.\\d+\\.member\\.[a-zA-Z]+\\.)?expressionAttributeValues\\.([^.]++)\\.member(?:\\..*+)?",
            Pattern.DOTALL);

    private Refusal() {}

    /** Refuses the input with everything that is wrong with it, or returns. */
    public static void check(Operation<?, ?> operation, Structure input) {
        refuse(operation.service(), Validator.check(input));
    }

    /** Refuses the input with what was found while it was read, and what is wrong with it besides. */
    public static void check(Operation<?, ?> operation, Structure input, List<Violation> found) {
        List<Violation> all = Validator.check(input);
        if (found.isEmpty()) {
            refuse(operation.service(), all);
            return;
        }
        // What could not be read is absent from the input, and must not be reported as missing as well.
        List<Violation> merged = new ArrayList<>(found);
        for (Violation violation : all) {
            if (found.stream().noneMatch(known -> known.path().equals(violation.path()))) {
                merged.add(violation);
            }
        }
        refuse(operation.service(), merged);
    }

    /** Refuses when there is anything to refuse. */
    public static void refuse(ServiceModel service, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw of(service, violations);
        }
    }

    /** The error that stands for these violations. */
    public static AwsException of(ServiceModel service, List<Violation> violations) {
        Violation first = violations.getFirst();
        return switch (service.id()) {
            case "sqs" ->
                first.rule() == Violation.Rule.REQUIRED
                        ? AwsException.sender(
                                "MissingParameter",
                                400,
                                "The request must contain the parameter "
                                        + first.member().name() + ".")
                        : coral(service, violations);
            case "iam" ->
                first.rule() == Violation.Rule.PATTERN ? identity(service, violations) : coral(service, violations);
            case "dynamodb", "dynamodbstreams" ->
                first.rule() == Violation.Rule.UNION
                        ? AwsException.sender("ValidationException", 400, ofValue(first))
                        : coral(service, violations);
            default ->
                first.rule() == Violation.Rule.UNION
                        ? AwsException.sender("SerializationException", 400, first.constraint())
                        : coral(service, violations);
        };
    }

    /** DynamoDB names the placeholder of an expression that stands for the value. */
    private static String ofValue(Violation violation) {
        Matcher placeholder = PLACEHOLDER.matcher(violation.path());
        return placeholder.matches()
                ? "ExpressionAttributeValues contains invalid value: " + violation.constraint() + " for key "
                        + placeholder.group(1)
                : violation.constraint();
    }

    /** IAM says in words which characters a name or path may have. */
    private static AwsException identity(ServiceModel service, List<Violation> violations) {
        Violation first = violations.getFirst();
        String allowed;
        if (first.constraint().endsWith("[\\w+=,.@-]+")) {
            allowed = "It must contain only alphanumeric characters and/or the following: +=,.@_-";
        } else if (first.path().equals("path")) {
            allowed = "It must begin and end with / and contain only alphanumeric characters and/or / characters.";
        } else {
            return coral(service, violations);
        }
        return AwsException.sender(
                service.traits().validationCode(),
                400,
                "The specified value for " + first.path() + " is invalid. " + allowed);
    }

    /** "2 validation errors detected: Value ... ; Value ...". */
    private static AwsException coral(ServiceModel service, List<Violation> violations) {
        String count = violations.size() == 1
                ? "1 validation error detected: "
                : violations.size() + " validation errors detected: ";
        String message = violations.stream().map(Violation::text).collect(Collectors.joining("; ", count, ""));
        return AwsException.sender(service.traits().validationCode(), 400, message);
    }
}
