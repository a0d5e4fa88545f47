package dev.gust.functions;

import java.util.Optional;

/**
 * A version's environments at one moment. Provisioned ones that are ready count among idle or busy too.
 *
 * @param trouble why more of the provisioned ones can not be started, when that is so
 */
public record FunctionUsage(
        int starting, int idle, int busy, int provisionedWanted, int provisionedReady, Optional<String> trouble) {}
