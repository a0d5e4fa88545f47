package dev.gust.services.ports.runtime;

import java.util.Optional;

/**
 * Environments that are kept ready ahead of invocations.
 *
 * @param ready how many there are
 * @param trouble why the rest can not be started, when that is so; it is tried again all the same
 */
public record Provisioned(int ready, Optional<String> trouble) {}
