package dev.gust.functions.telemetry;

/** An extension asked for what can not be; the message says all that is wrong with it. */
public final class InvalidSubscriptionException extends Exception {
    InvalidSubscriptionException(String message) {
        super(message);
    }
}
