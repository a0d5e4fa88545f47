package dev.gust.services.ports;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.operation.Principal;
import java.time.Instant;

/**
 * A request to something a user deployed.
 *
 * @param id of the API or the URL, in small letters
 * @param request with the path as it is below the surface: what the gateway took to find the id is gone
 * @param caller who signed the request; anonymous when nobody did
 */
public record SurfaceRequest(String id, HttpRequest request, Principal caller, String requestId, Instant at) {}
