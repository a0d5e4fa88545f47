package dev.gust.wire.operation;

/** The answer to whatever AWS has and Gust does not: loud, and naming what is missing. */
public final class NotImplementedException extends AwsException {
    private static final long serialVersionUID = 1L;

    private NotImplementedException(String message) {
        super("NotImplemented", 501, Fault.RECEIVER, message);
    }

    /** An operation of a service. */
    public static NotImplementedException operation(String service, String operation) {
        return new NotImplementedException("Gust does not implement the operation " + operation + " of " + service
                + " yet. The call had no effect; the documentation lists the operations that work.");
    }

    /** A feature of an operation that is there otherwise, such as a member of its input. */
    public static NotImplementedException feature(String service, String feature) {
        return new NotImplementedException("Gust does not implement " + feature + " of " + service
                + " yet, and refuses it rather than ignoring it. The call had no effect.");
    }
}
