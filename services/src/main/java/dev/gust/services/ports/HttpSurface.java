package dev.gust.services.ports;

import dev.gust.wire.http.HttpResponse;

/**
 * HTTP that is not AWS's API: deployed APIs and function URLs. The gateway finds the surface by its kind, in the host
 * ({@code ID.KIND.REGION.localhost}) or, where names under localhost do not resolve, in the path
 * ({@code /_aws/KIND/ID/...}), and hands over what follows.
 */
public interface HttpSurface {
    /** The label in hosts and paths: {@code execute-api}, {@code lambda-url}. */
    String kind();

    HttpResponse serve(SurfaceRequest request);
}
