package dev.gust.wire.codec;

/** Input that cannot be read as what it should be. Readers throw it; protocols turn it into the error AWS has for it. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message, null, false, false);
    }

    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
