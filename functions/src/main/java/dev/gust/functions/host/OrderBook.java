package dev.gust.functions.host;

import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.pool.Needs;
import dev.gust.functions.runtime.Family;
import dev.gust.functions.runtime.RuntimeCatalog;
import dev.gust.functions.runtime.RuntimeVariables;
import dev.gust.functions.sandbox.SandboxOrder;
import dev.gust.functions.sandbox.SandboxPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says what kind of sandbox a function needs. */
final class OrderBook {
    /** Until a function is known; its own limits follow then. */
    private static final int WARM_MEMORY_MEGABYTES = 1024;

    private static final int WARM_TEMPORARY_MEGABYTES = 512;
    /** Read by Node.js before it runs anything: a function that sets them gets a process of its own making. */
    private static final Set<String> EARLY_NODE_VARIABLES =
            Set.of("NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NODE_ICU_DATA", "UV_THREADPOOL_SIZE", "SSL_CERT_FILE");

    /** A script that the runtime's program is started by, with the program and its arguments as its own. */
    private static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

    private final RuntimeCatalog catalog;
    private final RuntimeVariables variables;

    OrderBook(RuntimeCatalog catalog, RuntimeVariables variables) {
        this.catalog = catalog;
        this.variables = variables;
    }

    Needs needs(FunctionSpec spec) {
        return new Needs(
                spec.key(), spec.memoryMegabytes(), pooled(spec) ? family(spec).profile() : "");
    }

    Map<String, String> variables(FunctionSpec spec, EnvironmentDescription environment, SandboxPaths paths) {
        return variables.of(spec, family(spec), environment, paths);
    }

    SandboxOrder warm(String profile) {
        return new SandboxOrder(
                profile,
                Optional.empty(),
                WARM_MEMORY_MEGABYTES,
                WARM_TEMPORARY_MEGABYTES,
                Optional.empty(),
                List.of(),
                NetworkPolicy.GATEWAY_ONLY);
    }

    /** Whether the program reads its variables before it could be told them. */
    boolean startsWithVariables(FunctionSpec spec) {
        return !pooled(spec);
    }

    SandboxOrder function(FunctionSpec spec, Optional<Map<String, String>> early) {
        return new SandboxOrder(
                wrapped(spec) ? family(spec).program() : family(spec).profile(),
                early,
                spec.memoryMegabytes(),
                spec.ephemeralStorageMegabytes(),
                Optional.of(spec.code()),
                spec.layers(),
                spec.network());
    }

    boolean usesRuntimeApi(FunctionSpec spec) {
        return family(spec) == Family.CUSTOM;
    }

    private boolean pooled(FunctionSpec spec) {
        Family family = family(spec);
        boolean early = family == Family.NODEJS
                && spec.environment().keySet().stream().anyMatch(EARLY_NODE_VARIABLES::contains);
        return family.pooled() && !early && !wrapped(spec);
    }

    /** Custom runtimes start as they are, on AWS too. */
    private boolean wrapped(FunctionSpec spec) {
        return family(spec) != Family.CUSTOM && spec.environment().containsKey(WRAPPER);
    }

    private Family family(FunctionSpec spec) {
        return catalog.family(spec.runtime())
                .orElseThrow(() -> new IllegalArgumentException("unknown runtime " + spec.runtime()));
    }
}
