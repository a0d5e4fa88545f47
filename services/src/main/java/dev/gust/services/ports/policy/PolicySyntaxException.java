package dev.gust.services.ports.policy;

/** A document that is no valid policy. The message is what AWS would say, for the service's MalformedPolicy error. */
public final class PolicySyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    public PolicySyntaxException(String message) {
        super(message);
    }
}
