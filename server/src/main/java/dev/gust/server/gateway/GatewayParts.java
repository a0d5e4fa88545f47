package dev.gust.server.gateway;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.server.identity.Identities;
import dev.gust.services.ports.OperationCaller;
import java.util.List;

/**
 * What a gateway stands on.
 *
 * @param names further names that the server goes by
 * @param developmentKeys whether keys that everybody knows are taken
 */
public record GatewayParts(
        ServiceRegistry services,
        OperationCaller operations,
        Identities identities,
        List<String> names,
        boolean developmentKeys,
        RequestLog log,
        Clock clock,
        Randomness randomness) {
    public GatewayParts {
        names = List.copyOf(names);
    }
}
