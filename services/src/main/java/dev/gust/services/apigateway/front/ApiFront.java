package dev.gust.services.apigateway.front;

import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.ports.FunctionInvoker;
import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.HttpResponse;
import java.util.Optional;

/** The surface {@code ID.execute-api}: requests to deployed APIs of both kinds. */
public final class ApiFront implements HttpSurface {
    private final OrderedStore store;
    private final RestFront rest;
    private final HttpFront http;

    public ApiFront(OrderedStore store, FunctionInvoker functions, Traces traces) {
        this.store = store;
        BoundedCalls calls = new BoundedCalls(functions);
        this.rest = new RestFront(store, calls, traces);
        this.http = new HttpFront(store, calls, traces);
    }

    @Override
    public String kind() {
        return "execute-api";
    }

    @Override
    public HttpResponse serve(SurfaceRequest request) {
        Optional<ApiIndex.Owner> owner = store.read(reader -> ApiIndex.find(reader, request.id()));
        if (owner.isEmpty()) {
            // AWS has no host of that name; the nearest answer is the one for a path that is not there.
            return Answers.message(404, "Not Found");
        }
        return switch (owner.get().kind()) {
            case REST -> rest.serve(owner.get(), request);
            case HTTP -> http.serve(owner.get(), request);
        };
    }
}
