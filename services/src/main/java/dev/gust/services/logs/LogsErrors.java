package dev.gust.services.logs;

import dev.gust.wire.model.logs.InvalidParameterException;
import dev.gust.wire.model.logs.ResourceAlreadyExistsException;
import dev.gust.wire.model.logs.ResourceNotFoundException;
import dev.gust.wire.model.logs.TooManyTagsException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;

/** The errors of CloudWatch Logs, worded as AWS words them. */
final class LogsErrors {
    private LogsErrors() {}

    static AwsException noGroup() {
        return new ResourceNotFoundException("The specified log group does not exist.");
    }

    static AwsException noStream() {
        return new ResourceNotFoundException("The specified log stream does not exist.");
    }

    static AwsException groupExists() {
        return new ResourceAlreadyExistsException("The specified log group already exists");
    }

    static AwsException streamExists() {
        return new ResourceAlreadyExistsException("The specified log stream already exists");
    }

    static AwsException invalid(String message) {
        return new InvalidParameterException(message);
    }

    static AwsException tooManyTags(int most) {
        return new TooManyTagsException("A log group can have no more than " + most + " tags.");
    }

    static AwsException refused(String feature) {
        return NotImplementedException.feature("CloudWatch Logs", feature);
    }
}
