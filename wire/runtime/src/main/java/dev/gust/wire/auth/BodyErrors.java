package dev.gust.wire.auth;

import dev.gust.wire.operation.AwsException;

/** What is wrong with a body, found out while it is read. Services let these through: they are S3's own answers. */
final class BodyErrors {
    private BodyErrors() {}

    static AwsException hashMismatch(String announced, String computed) {
        return AwsException.sender(
                        "XAmzContentSHA256Mismatch",
                        400,
                        "The provided 'x-amz-content-sha256' header does not match what was computed.")
                .field("ClientComputedContentSHA256", announced)
                .field("S3ComputedContentSHA256", computed);
    }

    static AwsException invalidHash() {
        return AwsException.sender(
                "InvalidArgument",
                400,
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
                        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
    }

    static AwsException unsupported(String payloadKind) {
        return AwsException.receiver(
                "NotImplemented",
                501,
                "Gust does not verify payloads signed as " + payloadKind + ". Use STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                        + "a sha256 value or UNSIGNED-PAYLOAD.");
    }

    static AwsException missingHash() {
        return AwsException.sender(
                "InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
    }

    static AwsException missingLength() {
        return AwsException.sender("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }

    static AwsException incomplete() {
        return AwsException.sender(
                "IncompleteBody",
                400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    static AwsException malformedChunk(String what) {
        return AwsException.sender("InvalidRequest", 400, "The body is not well-formed aws-chunked data: " + what);
    }

    static AwsException chunkMismatch() {
        return AwsException.sender(
                "SignatureDoesNotMatch",
                403,
                "The request signature we calculated does not match the signature you provided. Check your key and "
                        + "signing method. A chunk of the body is not what was signed.");
    }

    static AwsException malformedTrailer() {
        return AwsException.sender(
                "MalformedTrailerError",
                400,
                "The request contained trailing data that was not well-formed or did not conform to our published schema.");
    }
}
