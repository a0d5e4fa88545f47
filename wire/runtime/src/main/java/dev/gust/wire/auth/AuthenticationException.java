package dev.gust.wire.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why a request's signature is not taken. How an answer words it depends on the protocol: see {@link AuthenticationErrors}. */
public final class AuthenticationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Map<String, String> details = new LinkedHashMap<>();

    /** The kinds of refusal that AWS tells apart. */
    public enum Reason {
        /** Nothing is signed, and something has to be. */
        MISSING,
        /** An Authorization header that lacks something, or holds nonsense. */
        INCOMPLETE,
        /** The same in the query of a presigned URL. */
        QUERY_INCOMPLETE,
        /** A way of signing that is not Signature Version 4 with HMAC. */
        UNSUPPORTED,
        /** The access key id is nobody's. */
        UNKNOWN_KEY,
        /** The session token is not the key's. */
        INVALID_TOKEN,
        /** The temporary key is past its time. */
        EXPIRED_TOKEN,
        /** Signed too long ago, or in the future. */
        SKEWED,
        /** A presigned URL past its time. */
        EXPIRED,
        /** A header that must be signed is not. */
        UNSIGNED_HEADER,
        /** The calculated signature is another one. */
        MISMATCH
    }

    public AuthenticationException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** Adds what helps to find the fault, where the answer has room for it. */
    AuthenticationException detail(String name, String value) {
        details.put(name, value);
        return this;
    }

    Map<String, String> details() {
        return details;
    }
}
