package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.time.Duration;
import java.util.Optional;

/** Looks up roles. Implemented by IAM. */
public interface RoleDirectory {
    Optional<Role> role(Arn arn);

    /**
     * What whoever assumes a role needs to know of it.
     *
     * @param uniqueId the AROA... id, part of the session's user id
     * @param trustPolicy the policy document that says who may assume it, as JSON
     */
    record Role(Arn arn, String name, String uniqueId, String trustPolicy, Duration maximumSession) {}
}
