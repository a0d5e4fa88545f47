package dev.gust.services.apigateway.proxy;

import dev.gust.wire.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;

/**
 * A request on its way to a function.
 *
 * @param path after the stage, as sent
 * @param stagePath with the stage, as sent
 * @param query as sent
 * @param domain the host by which the caller reached the API
 * @param route the resource's path pattern (REST) or the route key (HTTP)
 * @param routeId the resource's id (REST); empty for HTTP APIs
 * @param parameters what the path's parameters took, as sent
 * @param trace the trace that this call belongs to, as a header carries it
 */
@SuppressWarnings("ArrayRecordComponent")
public record ProxyCall(
        String method,
        String path,
        String stagePath,
        String query,
        HttpHeaders headers,
        byte[] body,
        String sourceIp,
        String domain,
        String account,
        String api,
        String stage,
        String deploymentId,
        Map<String, String> stageVariables,
        String route,
        String routeId,
        Map<String, String> parameters,
        String requestId,
        String trace,
        Instant at) {}
