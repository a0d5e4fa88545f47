package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.wire.model.lambda.InvalidParameterValueException;
import dev.gust.wire.model.lambda.InvalidRequestContentException;
import dev.gust.wire.model.lambda.PreconditionFailedException;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.ServiceException;
import dev.gust.wire.model.lambda.ThrottleReason;
import dev.gust.wire.model.lambda.TooManyRequestsException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Lambda's errors, worded as AWS words them. */
final class LambdaErrors {
    private static final String USER = "User";

    private LambdaErrors() {}

    static AwsException invalid(String message) {
        return new InvalidParameterValueException(message, USER);
    }

    /** A value outside of its constraint, in the words of AWS's framework; the message begins with the value. */
    static AwsException constraint(String message) {
        return AwsException.sender("ValidationException", 400, "1 validation error detected: " + message);
    }

    static AwsException invalidName(String text) {
        return AwsException.sender(
                "ValidationException",
                400,
                "1 validation error detected: Value '" + text
                        + "' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                        + "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
                        + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?");
    }

    static AwsException otherRegion(String region, String here) {
        return new ResourceNotFoundException(
                "Functions from '" + region + "' are not reachable in this region ('" + here + "')", USER);
    }

    static AwsException qualifiersDiffer() {
        return invalid("The derived qualifier from the function name does not match the specified qualifier.");
    }

    /** The disk is full, or broken. */
    static AwsException notUnpacked(UncheckedIOException problem) {
        return new ServiceException(
                "The package could not be unpacked on the server: "
                        + Objects.requireNonNull(problem.getCause()).getMessage()
                        + ". Nothing was changed; see to the disk of its data folder and try again.",
                "Service");
    }

    static AwsException noFunction(Arn arn) {
        return new ResourceNotFoundException("Function not found: " + arn, USER);
    }

    /** As operations say that are about an alias rather than about what it leads to. */
    static AwsException noAlias(Arn arn) {
        return notFound("Cannot find alias arn: " + arn);
    }

    static AwsException functionsOnly() {
        return invalid("This operation is permitted on Lambda functions only. Aliases and versions do not support this "
                + "operation. Please specify either a function name or an unqualified function ARN.");
    }

    static AwsException notFound(String message) {
        return new ResourceNotFoundException(message, USER);
    }

    static AwsException noResource() {
        return notFound("The resource you requested does not exist.");
    }

    static AwsException conflict(String message) {
        return new ResourceConflictException(message, USER);
    }

    static AwsException revisionDiffers() {
        return revisionDiffers("GetFunction/GetAlias");
    }

    static AwsException revisionDiffers(String operation) {
        return new PreconditionFailedException(
                "The Revision Id provided does not match the latest Revision Id. Call the " + operation
                        + " API to retrieve the latest Revision Id",
                USER);
    }

    /** The model knows RequestTooLargeException; what AWS's front answers has this code. */
    static AwsException tooLarge(String message) {
        return AwsException.sender("RequestEntityTooLargeException", 413, message);
    }

    static AwsException badPayload(String reason) {
        return new InvalidRequestContentException(
                "Could not parse request body into json: Could not parse payload into json: " + reason, USER);
    }

    static AwsException badClientContext(String reason) {
        return new InvalidRequestContentException(
                "Client context must be a valid Base64-encoded JSON object: " + reason, USER);
    }

    static AwsException throttled(ThrottleReason reason) {
        return new TooManyRequestsException("Rate Exceeded.", null, USER, reason);
    }

    static AwsException notStarted(String reason) {
        return new ServiceException(reason, "Service");
    }

    static AwsException refused(String feature) {
        return NotImplementedException.feature("Lambda", feature);
    }

    /** Another account's function; what may be done with it by others, its resource policy says. */
    static AwsException otherAccount(String who, Arn arn) {
        return AwsException.sender(
                "AccessDeniedException",
                403,
                "User: " + who + " is not authorized to perform this operation on resource: " + arn
                        + " because no resource-based policy allows it");
    }

    static AwsException denied(String who, String action, Arn arn) {
        return AwsException.sender(
                "AccessDeniedException",
                403,
                "User: " + who + " is not authorized to perform: " + action + " on resource: " + arn
                        + " because no resource-based policy allows the " + action + " action");
    }
}
