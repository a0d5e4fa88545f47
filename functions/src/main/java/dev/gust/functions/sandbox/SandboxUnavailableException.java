package dev.gust.functions.sandbox;

/** This kind of sandbox can not be had here; the message says why and what to install. */
public final class SandboxUnavailableException extends Exception {
    public SandboxUnavailableException(String message) {
        super(message);
    }

    public SandboxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
