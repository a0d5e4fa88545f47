package dev.gust.wire.auth;

/**
 * What a signature is good for: one day, one region, one service.
 *
 * @param date as {@code 20251231}
 */
public record CredentialScope(String date, String region, String service) {
    static final String TERMINATOR = "aws4_request";

    /** S3 signs its paths and payloads by rules of its own. */
    public boolean isS3() {
        return service.equals("s3") || service.equals("s3express") || service.equals("s3-object-lambda");
    }

    @Override
    public String toString() {
        return date + '/' + region + '/' + service + '/' + TERMINATOR;
    }
}
