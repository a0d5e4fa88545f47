package dev.gust.services.apigateway.openapi;

/** A document that cannot be imported; the message is for its author. */
public final class OpenApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;

    public OpenApiException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
