package dev.gust.services.dynamodb.value;

/** The caller's input is wrong; the message is DynamoDB's own text, and the service answers it as a ValidationException. */
public final class InvalidInputException extends RuntimeException {
    public InvalidInputException(String message) {
        super(message, null, false, false);
    }

    /** The message never is null: the constructor takes none. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
