package dev.gust.services.ports.runtime;

/** An archive that cannot be a function's code or a layer. */
public final class PackageRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public PackageRefusedException(String message) {
        super(message);
    }
}
