package dev.gust.functions.code;

/** An archive that can not be a function's code; the message says why. */
public final class InvalidPackageException extends Exception {
    public InvalidPackageException(String message) {
        super(message);
    }
}
