package dev.gust.wire.auth;

import org.jspecify.annotations.Nullable;

/**
 * What signs a request.
 *
 * @param sessionToken sent along with temporary keys, null for lasting ones
 */
public record AccessKey(String id, String secret, @Nullable String sessionToken) {
    public AccessKey(String id, String secret) {
        this(id, secret, null);
    }

    /** Says nothing that could sign. */
    @Override
    public String toString() {
        return "AccessKey[" + id + ']';
    }
}
