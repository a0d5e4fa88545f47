package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.ConditionalCheckFailedException;
import dev.gust.wire.model.dynamodb.ResourceInUseException;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service's errors, with DynamoDB's texts. */
final class DynamoDbErrors {
    private DynamoDbErrors() {}

    static AwsException validation(String message) {
        return AwsException.sender("ValidationException", 400, message);
    }

    /** The many messages that begin in the same way. */
    static AwsException invalidParameter(String message) {
        return validation("One or more parameter values were invalid: " + message);
    }

    /** A table that a data operation names. */
    static AwsException noTable() {
        return new ResourceNotFoundException("Requested resource not found");
    }

    /** A table that a control operation names. */
    static AwsException noTable(String name) {
        return new ResourceNotFoundException("Requested resource not found: Table: " + name + " not found");
    }

    static AwsException tableExists(String name) {
        return new ResourceInUseException("Table already exists: " + name);
    }

    static AwsException noIndex(String name) {
        return validation("The table does not have the specified index: " + name);
    }

    static AwsException conditionFailed(@Nullable Map<String, Value> item) {
        String message = "The conditional request failed";
        return item == null
                ? new ConditionalCheckFailedException(message)
                : new ConditionalCheckFailedException(message, AttributeValues.toWire(item));
    }

    static AwsException keyMismatch() {
        return validation("The provided key element does not match the schema");
    }

    static AwsException itemTooLarge() {
        return validation("Item size has exceeded the maximum allowed size");
    }

    static NotImplementedException unsupported(String feature) {
        return NotImplementedException.feature("DynamoDB", feature);
    }
}
