package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.time.Duration;
import java.time.Instant;

/** Makes temporary credentials for a role that a service runs under on somebody's behalf. Implemented by STS. */
public interface RoleCredentials {
    /** A session of the role under this name. */
    Session assume(Arn role, String sessionName, String region, Duration lifetime);

    /** Credentials as SDKs take them. */
    record Session(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {
        @Override
        public String toString() {
            return "Session[" + accessKeyId + "]";
        }
    }
}
