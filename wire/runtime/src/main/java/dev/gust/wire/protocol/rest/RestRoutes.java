package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MemberSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a service. Several operations may share a method and a path: S3 tells them apart by parameters of the
 * query, and copying from putting by a header. So of all routes whose path and fixed parameters fit, the one wins whose
 * required parameters and headers are there, then the one that asks for most of them, then the one with the most fixed
 * parts.
 */
public final class RestRoutes {
    private static final Map<ServiceModel, RestRoutes> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, List<Route>> byMethod = new HashMap<>();
    private final Map<String, Route> byOperation = new HashMap<>();
    private final ServiceModel service;

    /** A route; without an operation it leads to one that is refused by name. */
    private record Route(
            String name,
            @Nullable Operation<?, ?> operation,
            @Nullable RestBinding binding,
            UriPattern pattern,
            String uri) {}

    private RestRoutes(ServiceModel service) {
        this.service = service;
        List<String> taken = new ArrayList<>();
        for (String name : service.operationNames()) {
            Operation<?, ?> operation = service.find(name);
            if (operation != null) {
                RestBinding binding = new RestBinding(operation);
                add(
                        operation.http().method(),
                        new Route(
                                name,
                                operation,
                                binding,
                                binding.pattern(),
                                operation.http().uri()));
                taken.add(operation.http().method() + ' ' + operation.http().uri());
            }
        }
        for (String entry : service.unmodelled()) {
            String[] parts = entry.split(" ", 3);
            if (parts.length == 3 && !taken.contains(parts[1] + ' ' + parts[2])) {
                add(parts[1], new Route(parts[0], null, null, UriPattern.parse(parts[2]), parts[2]));
            }
        }
    }

    public static RestRoutes of(ServiceModel service) {
        RestRoutes known = KNOWN.get(service);
        return known != null ? known : KNOWN.computeIfAbsent(service, RestRoutes::new);
    }

    /**
     * The operation that the request asks for, or null when the service has none there.
     *
     * @throws AwsException when it is one that no model holds
     */
    public @Nullable Operation<?, ?> find(HttpRequest request) {
        Map<String, List<String>> query;
        try {
            query = QueryParameters.parse(request.rawQuery());
        } catch (MalformedException e) {
            throw AwsException.sender("InvalidRequest", 400, e.message());
        }
        Route best = null;
        int bestScore = -1;
        for (Route route : byMethod.getOrDefault(request.method(), List.of())) {
            int score = score(route, request, query);
            if (score > bestScore) {
                best = route;
                bestScore = score;
            }
        }
        if (best == null) {
            return null;
        }
        if (best.operation() == null) {
            throw NotImplementedException.operation(service.traits().sdkId(), names(best, request.method()));
        }
        return best.operation();
    }

    /** Without a model nothing tells S3's GetX from its ListXs; then both are named. */
    private String names(Route route, String method) {
        return byMethod.getOrDefault(method, List.of()).stream()
                .filter(other -> other.operation() == null && other.uri().equals(route.uri()))
                .map(Route::name)
                .collect(Collectors.joining(" or "));
    }

    RestBinding binding(Operation<?, ?> operation) {
        Route route = byOperation.get(operation.name());
        if (route == null || route.binding() == null) {
            throw new IllegalStateException(operation + " is not an operation of " + service.id());
        }
        return route.binding();
    }

    private void add(String method, Route route) {
        byMethod.computeIfAbsent(method, unseen -> new ArrayList<>()).add(route);
        byOperation.put(route.name(), route);
    }

    /** How well a route fits; negative when it does not. */
    private static int score(Route route, HttpRequest request, Map<String, List<String>> query) {
        UriPattern pattern = route.pattern();
        if (!pattern.fits(request.rawPath())) {
            return -1;
        }
        for (Map.Entry<String, String> fixed : pattern.query().entrySet()) {
            List<String> given = query.get(fixed.getKey());
            boolean fits = given != null && (fixed.getValue().isEmpty() || given.contains(fixed.getValue()));
            if (!fits) {
                return -1;
            }
        }
        int asked = pattern.query().size();
        boolean complete = true;
        if (route.binding() != null) {
            for (MemberSchema member : route.binding().telling()) {
                boolean present = member.location() == Location.QUERY
                        ? query.containsKey(member.locationName())
                        : request.headers().first(member.locationName()).isPresent();
                complete &= present;
                asked += present ? 1 : 0;
            }
        }
        return (complete ? 1_000_000 : 0) + asked * 1_000 + pattern.literals() * 10 + (pattern.isGreedy() ? 0 : 1);
    }
}
