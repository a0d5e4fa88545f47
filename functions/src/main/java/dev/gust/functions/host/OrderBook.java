package dev.gust.functions.host;

import dev.gust.base.Ids;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.EnvironmentDescription.InitializationType;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.code.PackageId;
import dev.gust.functions.pool.Needs;
import dev.gust.functions.runtime.Family;
import dev.gust.functions.runtime.RuntimeCatalog;
import dev.gust.functions.runtime.RuntimeVariables;
import dev.gust.functions.sandbox.SandboxOrder;
import dev.gust.functions.sandbox.SandboxPaths;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says what kind of sandbox a function needs. */
final class OrderBook {
    /** Until a function is known; its own limits follow then. */
    private static final int WARM_MEMORY_MEGABYTES = 1024;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");
    private static final char MEMORY_SEPARATOR = '@';
    private static final int WARM_TEMPORARY_MEGABYTES = 512;
    private static final int LEAST_TRAINING_MEGABYTES = 1024;
    private static final int TRAINING_TEMPORARY_MEGABYTES = 1024;
    /** Read by Node.js before it runs anything: a function that sets them gets a process of its own making. */
    private static final Set<String> EARLY_NODE_VARIABLES =
            Set.of("NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NODE_ICU_DATA", "UV_THREADPOOL_SIZE", "SSL_CERT_FILE");

    /** A script that the runtime's program is started by, with the program and its arguments as its own. */
    private static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

    /** Read by Java before it runs anything. */
    private static final Set<String> EARLY_JAVA_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final RuntimeCatalog catalog;
    private final RuntimeVariables variables;
    private final ExtensionFiles extensions;
    private final Predicate<FunctionSpec> startsWithSdk;
    private final BooleanSupplier takesCodeLater;
    private final Function<FunctionSpec, Optional<PackageId>> classes;

    /**
     * @param startsWithSdk whether a Python function should begin with AWS's SDK loaded
     * @param classes the cache that a Java function has of its own classes
     */
    OrderBook(
            RuntimeCatalog catalog,
            RuntimeVariables variables,
            ExtensionFiles extensions,
            Predicate<FunctionSpec> startsWithSdk,
            BooleanSupplier takesCodeLater,
            Function<FunctionSpec, Optional<PackageId>> classes) {
        this.classes = classes;
        this.extensions = extensions;
        this.startsWithSdk = startsWithSdk;
        this.takesCodeLater = takesCodeLater;
        this.catalog = catalog;
        this.variables = variables;
    }

    /** A new environment's name and log stream. */
    static EnvironmentDescription describe(FunctionKey key, InitializationType type, Ids ids, Instant now) {
        String id = ids.uuid().replace("-", "");
        String day = DAY.format(LocalDate.ofInstant(now, ZoneOffset.UTC));
        return new EnvironmentDescription(id, day + "/[" + key.version() + "]" + id, type);
    }

    Needs needs(FunctionSpec spec) {
        boolean fromPool = pooled(spec) && ownClasses(spec).isEmpty();
        return new Needs(spec.key(), spec.memoryMegabytes(), fromPool ? pool(spec) : "");
    }

    Map<String, String> variables(FunctionSpec spec, EnvironmentDescription environment, SandboxPaths paths) {
        return variables.of(spec, family(spec), environment, paths);
    }

    /** A Java's heap is fixed when it starts: there is a pool for each amount of memory that is asked for. */
    private String pool(FunctionSpec spec) {
        Family family = family(spec);
        return family == Family.JAVA ? family.profile() + MEMORY_SEPARATOR + spec.memoryMegabytes() : profile(spec);
    }

    private String profile(FunctionSpec spec) {
        Family family = family(spec);
        return family == Family.PYTHON && startsWithSdk.test(spec) ? family.profileWithSdk() : family.profile();
    }

    SandboxOrder warm(String pool) {
        int separator = pool.indexOf(MEMORY_SEPARATOR);
        return new SandboxOrder(
                separator < 0 ? pool : pool.substring(0, separator),
                Optional.empty(),
                separator < 0 ? WARM_MEMORY_MEGABYTES : Integer.parseInt(pool.substring(separator + 1)),
                WARM_TEMPORARY_MEGABYTES,
                Optional.empty(),
                List.of(),
                NetworkPolicy.GATEWAY_ONLY,
                List.of(),
                false,
                Optional.empty(),
                false);
    }

    /** Whether a function is one of those that a cache of their own classes is made for. */
    boolean mayHaveOwnClasses(FunctionSpec spec) {
        return family(spec) == Family.JAVA && pooled(spec);
    }

    private Optional<PackageId> ownClasses(FunctionSpec spec) {
        return mayHaveOwnClasses(spec) ? classes.apply(spec) : Optional.empty();
    }

    /** Loads the function as its first call would, and makes the cache of its classes. */
    SandboxOrder training(FunctionSpec spec, PackageId prepared) {
        return new SandboxOrder(
                Family.JAVA_TRAINING,
                Optional.empty(),
                Math.max(spec.memoryMegabytes(), LEAST_TRAINING_MEGABYTES),
                TRAINING_TEMPORARY_MEGABYTES,
                Optional.of(spec.code()),
                spec.layers(),
                spec.network(),
                spec.devices(),
                false,
                Optional.of(prepared),
                true);
    }

    /** Whether the program reads its variables before it could be told them. */
    boolean startsWithVariables(FunctionSpec spec) {
        return !pooled(spec) || ownClasses(spec).isPresent();
    }

    SandboxOrder function(FunctionSpec spec, Optional<Map<String, String>> early) {
        Optional<PackageId> own = ownClasses(spec);
        return new SandboxOrder(
                own.isPresent() ? Family.CACHED_JAVA : program(spec),
                early,
                spec.memoryMegabytes(),
                spec.ephemeralStorageMegabytes(),
                Optional.of(spec.code()),
                spec.layers(),
                spec.network(),
                spec.devices(),
                !extensions.of(spec).isEmpty(),
                own,
                false);
    }

    ApiUse api(FunctionSpec spec, boolean runsExtensions) {
        return new ApiUse(family(spec) == Family.CUSTOM, runsExtensions ? extensions.of(spec) : Set.of());
    }

    /** Python's zygote starts nothing beside a function, and nothing before it. */
    private String program(FunctionSpec spec) {
        return pooled(spec) ? profile(spec) : family(spec).program();
    }

    private boolean pooled(FunctionSpec spec) {
        Family family = family(spec);
        Set<String> early = switch (family) {
            case NODEJS -> EARLY_NODE_VARIABLES;
            case JAVA -> EARLY_JAVA_VARIABLES;
            case PYTHON, CUSTOM -> Set.of();
        };
        return takesCodeLater.getAsBoolean()
                && family.pooled()
                && !wrapped(spec)
                && extensions.of(spec).isEmpty()
                && spec.environment().keySet().stream().noneMatch(early::contains);
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
