package dev.gust.wire.protocol;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.operation.ServiceModel;

/** Finds out, request by request, which of a service's protocols and operations is meant. */
public interface ProtocolRouter {
    Resolution resolve(ServiceModel service, HttpRequest request);
}
