package dev.gust.server.gateway;

import dev.gust.services.ports.AccessKeys;
import dev.gust.services.ports.Authorizer;
import dev.gust.services.ports.CrossOriginRules;
import dev.gust.services.ports.HttpSurface;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ServiceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The services that are there, and what they do for the gateway besides answering operations. Filled once, at start. */
public final class ServiceRegistry {
    private final Map<String, Object> implementations = new HashMap<>();
    private final Map<String, Set<String>> anonymous = new HashMap<>();
    private final Map<String, HttpSurface> surfaces = new HashMap<>();
    private final List<AccessKeys> accessKeys = new ArrayList<>();
    private @Nullable Authorizer authorizer;
    private @Nullable CrossOriginRules crossOriginRules;

    /** A service; it must have the model's interface. */
    public ServiceRegistry service(ServiceModel model, Object implementation) {
        if (!model.contract().isInstance(implementation)) {
            throw new IllegalArgumentException(implementation + " does not implement " + model.contract());
        }
        if (implementations.put(model.id(), implementation) != null) {
            throw new IllegalArgumentException("two implementations of " + model.id());
        }
        return this;
    }

    /** Operations that answer nobody in particular too; without names, all of the service's. */
    public ServiceRegistry anonymous(ServiceModel model, String... operations) {
        anonymous.put(model.id(), Set.of(operations));
        return this;
    }

    public ServiceRegistry surface(HttpSurface surface) {
        surfaces.put(surface.kind(), surface);
        return this;
    }

    public ServiceRegistry accessKeys(AccessKeys issuer) {
        accessKeys.add(issuer);
        return this;
    }

    public ServiceRegistry authorizer(Authorizer decides) {
        authorizer = decides;
        return this;
    }

    public ServiceRegistry crossOriginRules(CrossOriginRules rules) {
        crossOriginRules = rules;
        return this;
    }

    /** The implementation, or null where there is none. */
    public @Nullable Object implementation(ServiceModel model) {
        return implementations.get(model.id());
    }

    boolean allowsAnonymous(Operation<?, ?> operation) {
        Set<String> names = anonymous.get(operation.service().id());
        return names != null && (names.isEmpty() || names.contains(operation.name()));
    }

    Optional<HttpSurface> surface(String kind) {
        return Optional.ofNullable(surfaces.get(kind));
    }

    public List<AccessKeys> accessKeys() {
        return List.copyOf(accessKeys);
    }

    public Optional<Authorizer> authorizer() {
        return Optional.ofNullable(authorizer);
    }

    Optional<CrossOriginRules> crossOriginRules() {
        return Optional.ofNullable(crossOriginRules);
    }

    /** The ids of the services that are there. */
    public Set<String> ids() {
        return new TreeSet<>(implementations.keySet());
    }
}
