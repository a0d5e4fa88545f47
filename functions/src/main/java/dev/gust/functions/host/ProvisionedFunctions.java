package dev.gust.functions.host;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionUsage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Functions of which environments are kept ready: what to start, and why that fails. For any thread. */
final class ProvisionedFunctions {
    private final Map<FunctionKey, FunctionSpec> specs = new ConcurrentHashMap<>();
    /** Why an environment could not load its function, until one can. */
    private final Map<FunctionKey, String> troubles = new ConcurrentHashMap<>();

    void want(FunctionSpec spec, int environments) {
        if (environments > 0) {
            specs.put(spec.key(), spec);
        } else {
            forget(spec.key());
        }
    }

    void forget(FunctionKey key) {
        specs.remove(key);
        troubles.remove(key);
    }

    @Nullable
    FunctionSpec spec(FunctionKey key) {
        return specs.get(key);
    }

    void failed(FunctionKey key, String reason) {
        if (specs.containsKey(key)) {
            troubles.put(key, reason);
        }
    }

    void succeeded(LiveEnvironment environment) {
        if (!troubles.isEmpty()) {
            environment.function().ifPresent(troubles::remove);
        }
    }

    /** The pool's knowledge of a version, and this. */
    FunctionUsage with(FunctionUsage usage, FunctionKey key) {
        Optional<String> trouble = Optional.ofNullable(troubles.get(key));
        return trouble.isEmpty()
                ? usage
                : new FunctionUsage(
                        usage.starting(),
                        usage.idle(),
                        usage.busy(),
                        usage.provisionedWanted(),
                        usage.provisionedReady(),
                        trouble);
    }
}
