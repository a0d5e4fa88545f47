package dev.gust.services.events;

import dev.gust.services.events.pattern.PatternSyntaxException;
import dev.gust.wire.model.events.InvalidEventPatternException;
import dev.gust.wire.model.events.LimitExceededException;
import dev.gust.wire.model.events.ResourceAlreadyExistsException;
import dev.gust.wire.model.events.ResourceNotFoundException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;

/** The errors of EventBridge, worded as AWS words them. */
final class EventsErrors {
    private EventsErrors() {}

    static AwsException noBus(String name) {
        return new ResourceNotFoundException("Event bus " + name + " does not exist.");
    }

    static AwsException busExists(String name) {
        return new ResourceAlreadyExistsException("Event bus " + name + " already exists.");
    }

    static AwsException noRule(String name, String bus) {
        return new ResourceNotFoundException("Rule " + name + " does not exist on EventBus " + bus + ".");
    }

    static AwsException noResource(String arn) {
        return new ResourceNotFoundException("Resource " + arn + " does not exist.");
    }

    static AwsException invalid(String message) {
        return AwsException.sender("ValidationException", 400, message);
    }

    static AwsException invalidPattern(PatternSyntaxException reason) {
        return new InvalidEventPatternException("Event pattern is not valid. Reason: " + reason.getMessage());
    }

    static AwsException limit() {
        return new LimitExceededException("The requested resource exceeds the maximum number allowed.");
    }

    static AwsException refused(String feature) {
        return NotImplementedException.feature("EventBridge", feature);
    }
}
