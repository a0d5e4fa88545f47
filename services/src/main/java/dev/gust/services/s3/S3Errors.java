package dev.gust.services.s3;

import dev.gust.wire.operation.AwsException;

/** What S3 refuses, in AWS's words. */
final class S3Errors {
    private S3Errors() {}

    static AwsException noBucket(String bucket) {
        return AwsException.sender("NoSuchBucket", 404, "The specified bucket does not exist")
                .field("BucketName", bucket);
    }

    static AwsException noKey(String key) {
        return AwsException.sender("NoSuchKey", 404, "The specified key does not exist.")
                .field("Key", key);
    }

    static AwsException bucketTaken(String bucket) {
        return AwsException.sender(
                        "BucketAlreadyExists",
                        409,
                        "The requested bucket name is not available. The bucket namespace is shared by all users of the"
                                + " system. Please select a different name and try again.")
                .field("BucketName", bucket);
    }

    static AwsException bucketOwned(String bucket) {
        return AwsException.sender(
                        "BucketAlreadyOwnedByYou",
                        409,
                        "Your previous request to create the named bucket succeeded and you already own it.")
                .field("BucketName", bucket);
    }

    static AwsException notEmpty(String bucket) {
        return AwsException.sender("BucketNotEmpty", 409, "The bucket you tried to delete is not empty")
                .field("BucketName", bucket);
    }

    static AwsException invalidBucketName(String bucket) {
        return AwsException.sender("InvalidBucketName", 400, "The specified bucket is not valid.")
                .field("BucketName", bucket);
    }

    static AwsException accessDenied() {
        return AwsException.sender("AccessDenied", 403, "Access Denied");
    }

    static AwsException invalidArgument(String name, String value, String message) {
        return AwsException.sender("InvalidArgument", 400, message)
                .field("ArgumentName", name)
                .field("ArgumentValue", value);
    }

    static AwsException keyTooLong(int length) {
        return AwsException.sender("KeyTooLongError", 400, "Your key is too long")
                .field("Size", Integer.toString(length))
                .field("MaxSizeAllowed", Integer.toString(ObjectKeys.MAXIMUM_BYTES));
    }

    static AwsException badDigest(String what) {
        return AwsException.sender(
                "BadDigest", 400, "The " + what + " you specified did not match the calculated checksum.");
    }

    static AwsException invalidDigest() {
        return AwsException.sender("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
    }

    static AwsException entityTooLarge(long most) {
        return AwsException.sender(
                        "EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed object size.")
                .field("MaxSizeAllowed", Long.toString(most));
    }

    static AwsException preconditionFailed(String condition) {
        return AwsException.sender(
                        "PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold")
                .field("Condition", condition);
    }

    static AwsException notModified() {
        return AwsException.sender("NotModified", 304, "Not Modified");
    }

    static AwsException invalidRange(long size) {
        return AwsException.sender("InvalidRange", 416, "The requested range is not satisfiable")
                .field("ActualObjectSize", Long.toString(size));
    }

    static AwsException absent(String code, String message, String bucket) {
        return AwsException.sender(code, 404, message).field("BucketName", bucket);
    }

    static AwsException noUpload(String id) {
        return AwsException.sender(
                        "NoSuchUpload",
                        404,
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                + " aborted or completed.")
                .field("UploadId", id);
    }

    static AwsException invalidPart(int number, String uploadId) {
        return AwsException.sender(
                        "InvalidPart",
                        400,
                        "One or more of the specified parts could not be found.  The part may not have been uploaded,"
                                + " or the specified entity tag may not match the part's entity tag.")
                .field("UploadId", uploadId)
                .field("PartNumber", Integer.toString(number));
    }

    static AwsException invalidPartOrder() {
        return AwsException.sender(
                "InvalidPartOrder",
                400,
                "The list of parts was not in ascending order. The parts list must be specified in order by part"
                        + " number.");
    }

    static AwsException partTooSmall(UploadRecord.Part part, long least) {
        return AwsException.sender(
                        "EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size")
                .field("ProposedSize", Long.toString(part.content().size()))
                .field("MinSizeAllowed", Long.toString(least))
                .field("PartNumber", Integer.toString(part.number()));
    }

    static AwsException malformedXml() {
        return AwsException.sender(
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static AwsException wrongRegion(String region) {
        return AwsException.sender(
                        "PermanentRedirect",
                        301,
                        "The bucket you are attempting to access must be addressed using the specified endpoint. Please"
                                + " send all future requests to this endpoint.")
                .header("x-amz-bucket-region", region);
    }
}
