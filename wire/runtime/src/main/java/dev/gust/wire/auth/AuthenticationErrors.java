package dev.gust.wire.auth;

import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ProtocolName;

/**
 * How each family of protocols words a refused signature. AWS answers the same fault in three ways: the query services
 * with short codes, the JSON ones with names ending in Exception (REST with 403, plain JSON with 400), and S3 with
 * codes of its own.
 */
public final class AuthenticationErrors {
    private static final String INVALID_TOKEN = "The security token included in the request is invalid.";
    private static final String EXPIRED_TOKEN = "The security token included in the request is expired";

    private AuthenticationErrors() {}

    public static AwsException of(AuthenticationException refused, ProtocolName protocol) {
        if (refused.reason() == Reason.UNSUPPORTED && refused.message().startsWith("Gust")) {
            return AwsException.receiver("NotImplemented", 501, refused.message());
        }
        return switch (protocol) {
            case AWS_JSON_1_0, AWS_JSON_1_1, RPC_V2_CBOR -> json(refused, 400);
            case REST_JSON_1 -> json(refused, 403);
            case AWS_QUERY -> query(refused);
            case REST_XML -> s3(refused);
        };
    }

    private static AwsException json(AuthenticationException refused, int status) {
        String message = refused.message();
        return switch (refused.reason()) {
            case MISSING ->
                AwsException.sender("MissingAuthenticationTokenException", status, "Missing Authentication Token");
            case INCOMPLETE, QUERY_INCOMPLETE, UNSUPPORTED ->
                AwsException.sender("IncompleteSignatureException", status, message);
            case UNKNOWN_KEY, INVALID_TOKEN ->
                AwsException.sender("UnrecognizedClientException", status, INVALID_TOKEN);
            case EXPIRED_TOKEN -> AwsException.sender("ExpiredTokenException", status, EXPIRED_TOKEN);
            case SKEWED, EXPIRED, UNSIGNED_HEADER, MISMATCH ->
                AwsException.sender("InvalidSignatureException", status, message);
        };
    }

    private static AwsException query(AuthenticationException refused) {
        String message = refused.message();
        return switch (refused.reason()) {
            case MISSING ->
                AwsException.sender("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
            case INCOMPLETE, QUERY_INCOMPLETE, UNSUPPORTED -> AwsException.sender("IncompleteSignature", 400, message);
            case UNKNOWN_KEY, INVALID_TOKEN -> AwsException.sender("InvalidClientTokenId", 403, INVALID_TOKEN);
            case EXPIRED_TOKEN -> AwsException.sender("ExpiredToken", 403, EXPIRED_TOKEN);
            case SKEWED, EXPIRED, UNSIGNED_HEADER, MISMATCH ->
                AwsException.sender("SignatureDoesNotMatch", 403, message);
        };
    }

    private static AwsException s3(AuthenticationException refused) {
        String message = refused.message();
        AwsException error = switch (refused.reason()) {
            case MISSING -> AwsException.sender("AccessDenied", 403, "Access Denied");
            case INCOMPLETE ->
                AwsException.sender(
                        "AuthorizationHeaderMalformed", 400, "The authorization header is malformed; " + message);
            case QUERY_INCOMPLETE -> AwsException.sender("AuthorizationQueryParametersError", 400, message);
            case UNSUPPORTED -> AwsException.sender("InvalidRequest", 400, message);
            case UNKNOWN_KEY ->
                AwsException.sender(
                        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.");
            case INVALID_TOKEN ->
                AwsException.sender("InvalidToken", 400, "The provided token is malformed or otherwise invalid.");
            case EXPIRED_TOKEN -> AwsException.sender("ExpiredToken", 400, "The provided token has expired.");
            case SKEWED ->
                AwsException.sender(
                        "RequestTimeTooSkewed",
                        403,
                        "The difference between the request time and the current time is too large.");
            case EXPIRED, UNSIGNED_HEADER -> AwsException.sender("AccessDenied", 403, message);
            case MISMATCH ->
                AwsException.sender(
                        "SignatureDoesNotMatch",
                        403,
                        "The request signature we calculated does not match the signature you provided. Check your key and signing method.");
        };
        refused.details().forEach(error::field);
        return error;
    }
}
