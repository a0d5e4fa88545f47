package dev.gust.services.sts;

import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;

/** What STS refuses, in AWS's words. */
final class StsErrors {
    private StsErrors() {}

    static AwsException notAuthorized(String caller, String action, String resource) {
        return AwsException.sender(
                "AccessDenied",
                403,
                "User: " + caller + " is not authorized to perform: " + action + " on resource: " + resource);
    }

    static AwsException notAuthorizedWithToken(String action) {
        return AwsException.sender("AccessDenied", 403, "Not authorized to perform " + action);
    }

    static AwsException sessionOfSession() {
        return AwsException.sender("AccessDenied", 403, "Cannot call GetSessionToken with session credentials");
    }

    static AwsException invalidRoleArn(String arn) {
        return AwsException.sender("ValidationError", 400, arn + " is invalid");
    }

    static AwsException longerThanRoleAllows() {
        return AwsException.sender(
                "ValidationError",
                400,
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    static AwsException longerThanChainAllows() {
        return AwsException.sender(
                "ValidationError",
                400,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
    }

    static AwsException duplicateTag(String key) {
        return AwsException.sender(
                "InvalidParameterValue",
                400,
                "Duplicate tag keys found. Please note that Tag keys are case insensitive. (" + key + ')');
    }

    static AwsException unknownTransitiveTag() {
        return AwsException.sender(
                "InvalidParameterValue",
                400,
                "The specified transitive tag key must be included in the requested tags.");
    }

    static NotImplementedException multiFactor() {
        return NotImplementedException.feature("STS", "multi-factor authentication (SerialNumber, TokenCode)");
    }

    static NotImplementedException providedContexts() {
        return NotImplementedException.feature("STS", "trusted context assertions (ProvidedContexts)");
    }

    static NotImplementedException legacyProvider() {
        return NotImplementedException.feature("STS", "OAuth 2.0 access tokens (ProviderId)");
    }
}
