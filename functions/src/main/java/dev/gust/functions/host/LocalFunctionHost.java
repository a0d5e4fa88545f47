package dev.gust.functions.host;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.Devices;
import dev.gust.functions.FunctionHost;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionUsage;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.HostUsage;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import dev.gust.functions.LogListener;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.ResponseListener;
import dev.gust.functions.RuntimeAvailability;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.classes.ClassCaches;
import dev.gust.functions.code.CodeStore;
import dev.gust.functions.code.FolderCodeStore;
import dev.gust.functions.code.PackageId;
import dev.gust.functions.pool.EnvironmentPool;
import dev.gust.functions.pool.PoolLimits;
import dev.gust.functions.runtime.Family;
import dev.gust.functions.runtime.JavaCache;
import dev.gust.functions.runtime.RuntimeCatalog;
import dev.gust.functions.runtime.RuntimeFiles;
import dev.gust.functions.runtime.RuntimePacks;
import dev.gust.functions.runtime.RuntimeVariables;
import dev.gust.functions.runtimeapi.RuntimeApiServer;
import dev.gust.functions.sandbox.LastingSandboxes;
import dev.gust.functions.sandbox.LauncherSettings;
import dev.gust.functions.sandbox.ProcessSandboxes;
import dev.gust.functions.sandbox.SandboxListener;
import dev.gust.functions.sandbox.SandboxUnavailableException;
import dev.gust.functions.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host on this machine. */
public final class LocalFunctionHost implements FunctionHost {
    private static final int LARGEST_POOL_FACTOR = 4;
    /** The launcher's slots, less those of the warm pools. */
    private static final int MOST_ENVIRONMENTS = 4000;

    /** Pools that are filled before anybody asks. */
    private static final Set<String> EAGER =
            Set.of(Family.PYTHON.profile(), Family.PYTHON.profileWithSdk(), Family.NODEJS.profile());

    /** As many of one function keep the processors busy; what is more only takes turns with them. */
    private static final int TOGETHER_PER_PROCESSOR = 4;

    private static final int WARMING_AT_ONCE = 2;
    private static final Duration REFILL_AFTER = Duration.ofMillis(20);
    private static final int SPARE_SANDBOXES = 2;

    private static final String NO_WAY_OUT =
            "[gust] This function may reach other machines, but on this host none does: ";

    private final Clock clock;
    private final FolderCodeStore packages;
    private final RuntimeCatalog catalog;
    private final ExtensionFiles extensions;
    private final ChannelLoop loop;
    private final Fleet fleet;
    private final UsageMeter meter;
    private final RuntimeApiServer runtimeApi;
    private final Optional<JavaCache> javaCache;
    private final Devices devices;
    private final OrderBook orders;
    /** Where there are any, from when the sandboxes are there. */
    private volatile Optional<ClassCaches> classCaches = Optional.empty();

    private final Isolation isolation;

    private LocalFunctionHost(FunctionsSettings settings, Clock clock, Randomness randomness, Isolation.Level strongest)
            throws IOException, SandboxUnavailableException {
        this.clock = clock;
        this.devices = settings.devices();
        Path directory = settings.directory();
        this.packages = new FolderCodeStore(directory.resolve("packages"));
        Path runtime = directory.resolve("runtime");
        RuntimeFiles.layOut(runtime);
        Programs programs = Programs.find(settings);
        this.javaCache = programs.javaCache(runtime, settings.runtimePacks());
        RuntimePacks packs = programs.packs();
        this.catalog = programs.catalog();
        RuntimeVariables variables = new RuntimeVariables(settings.gatewayPort(), catalog);
        List<String> pooled = programs.profiles().stream()
                .map(profile -> profile.name())
                .filter(EAGER::contains)
                .toList();
        this.extensions = new ExtensionFiles(packages.folder());
        EnvironmentPool pool = new EnvironmentPool(limits(settings));
        this.loop = new ChannelLoop("gust-channels");
        PythonSdkUse sdkUse = new PythonSdkUse(packages.folder());
        boolean hasSdk = !packs.pythonModules().isEmpty();
        Ids ids = new Ids(randomness);
        this.orders = new OrderBook(
                catalog,
                variables,
                extensions,
                spec -> hasSdk && sdkUse.of(spec),
                this::takesCodeLater,
                this::ownClasses);
        this.fleet = new Fleet(pool, orders, loop, clock, ids);
        ClassTraining training = new ClassTraining(orders, clock, ids, fleet::sandboxes, fleet);
        this.meter = new UsageMeter(fleet::sandboxes);
        LauncherSettings launcher = new LauncherSettings(
                Files.createDirectories(directory.resolve("launcher")),
                packages.folder(),
                runtime,
                packs.folder(),
                programs.mounts(),
                settings.gatewayPort(),
                SPARE_SANDBOXES,
                settings.outgoing(),
                settings.devices(),
                programs.profiles());
        this.runtimeApi = RuntimeApiServer.start(launcher.runtimeApiSocket(), fleet::sessionAt);
        Sandboxes sandboxes = sandboxes(launcher, strongest, settings.weakestIsolation(), training, ids);
        this.isolation = sandboxes.isolation();
        Optional<List<String>> options =
                settings.classCaches() && sandboxes.showsClasses() ? programs.ownJavaOptions() : Optional.empty();
        if (javaCache.isPresent() && options.isPresent()) {
            String java = javaCache.get().fingerprint();
            this.classCaches = Optional.of(new ClassCaches(packages.folder(), clock, java, options.get(), training));
        }
        fleet.open(sandboxes, pooled);
    }

    /**
     * Starts a host in its folder, which no other may use at the same time.
     *
     * @throws SandboxUnavailableException when functions can not be isolated as well as the settings want; the message says what to do
     */
    public static LocalFunctionHost start(FunctionsSettings settings, Clock clock, Randomness randomness)
            throws IOException, SandboxUnavailableException {
        return new LocalFunctionHost(settings, clock, randomness, Isolation.Level.SANDBOX);
    }

    /** As where nothing stronger is to be had. */
    static LocalFunctionHost start(
            FunctionsSettings settings, Clock clock, Randomness randomness, Isolation.Level strongest)
            throws IOException, SandboxUnavailableException {
        return new LocalFunctionHost(settings, clock, randomness, strongest);
    }

    @Override
    public Isolation isolation() {
        return isolation;
    }

    @Override
    public List<RuntimeAvailability> runtimes() {
        return catalog.all();
    }

    @Override
    public RuntimeAvailability runtime(String identifier) {
        return catalog.availability(identifier);
    }

    @Override
    public Optional<String> obstacle(List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : fleet.sandboxes().noDevices().or(() -> devices.obstacle(names));
    }

    @Override
    public CodeStore packages() {
        return classCaches
                .<CodeStore>map(caches -> new PreparedCode(packages, caches))
                .orElse(packages);
    }

    @Override
    public void prepare(FunctionSpec function) {
        if (obstacle(function).isEmpty()) {
            wantCaches(function);
        }
    }

    /** Of every Java function, and of those whose classes are worth one of their own. */
    private void wantCaches(FunctionSpec function) {
        if (!catalog.family(function.runtime()).equals(Optional.of(Family.JAVA))) {
            return;
        }
        javaCache.ifPresent(JavaCache::want);
        if (orders.mayHaveOwnClasses(function)) {
            classCaches.ifPresent(caches -> caches.want(function));
        }
    }

    private boolean takesCodeLater() {
        return fleet.sandboxes().takesCodeLater();
    }

    private Optional<PackageId> ownClasses(FunctionSpec function) {
        return classCaches.flatMap(caches -> caches.of(function));
    }

    @Override
    public InvocationResult invoke(FunctionSpec function, Invocation invocation, LogListener logs) {
        return run(function, invocation, logs, null);
    }

    @Override
    public InvocationResult invokeStreaming(
            FunctionSpec function, Invocation invocation, LogListener logs, ResponseListener response) {
        return run(function, invocation, logs, response);
    }

    private InvocationResult run(
            FunctionSpec function, Invocation invocation, LogListener logs, @Nullable ResponseListener response) {
        if (invocation.payload().length > Invocation.MAXIMUM_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("A payload holds at most " + Invocation.MAXIMUM_PAYLOAD_BYTES
                    + " bytes, got " + invocation.payload().length);
        }
        Optional<String> obstacle = obstacle(function);
        if (obstacle.isPresent()) {
            return new InvocationResult.StartFailed(obstacle.get());
        }
        wantCaches(function);
        Serving serving = new Serving(invocation, function.timeout());
        return switch (fleet.place(function, serving)) {
            case Place.NoRoom noRoom -> new InvocationResult.Throttled(noRoom.reason());
            case Place.Found found -> await(function, serving, found, logs, response);
        };
    }

    private InvocationResult await(
            FunctionSpec function,
            Serving serving,
            Place.Found found,
            LogListener logs,
            @Nullable ResponseListener response) {
        LiveEnvironment environment = found.environment();
        InvocationRun run = new InvocationRun(
                function, serving, environment, found.cold(), notice(function), logs, response, clock, meter);
        InvocationResult result = new InvocationResult.StartFailed("The invocation was interrupted.");
        try {
            result = run.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            environment.detach(serving);
            environment.telemetry().ended(serving, result, run.producedBytes(), run.firstByteNanos());
            if (!run.reusable()) {
                environment.endsBecause(run.late() ? "timeout" : "failure");
                meter.forget(environment.id);
            }
            release(environment, serving, run.reusable(), result);
        }
        return result;
    }

    /** The answer is out; the environment is free again when its extensions are done too. */
    private void release(LiveEnvironment environment, Serving serving, boolean reusable, InvocationResult result) {
        if (!reusable || !environment.hasExtensions()) {
            environment.telemetry().reported(serving, result);
            fleet.release(environment.id, reusable);
            return;
        }
        Thread.ofVirtual().name("gust-extensions").start(() -> {
            boolean done = false;
            try {
                long used = Math.max(0, clock.nanoTime() - serving.begunNanos);
                done = environment.awaitExtensions(serving.timeout.minusNanos(used));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                environment.endsBecause(done ? "spindown" : "timeout");
                environment.telemetry().reported(serving, result);
                fleet.release(environment.id, done);
            }
        });
    }

    /** What a function's owner should know of this host, and finds in the log of each new environment. */
    private Optional<String> notice(FunctionSpec function) {
        if (!extensions.of(function).isEmpty() && !fleet.sandboxes().runsExtensions()) {
            return Optional.of(
                    "[gust] This function's layers bring extensions, which only the launcher's sandboxes run: "
                            + String.join(", ", extensions.of(function)));
        }
        return function.network() == NetworkPolicy.OUTGOING
                ? fleet.sandboxes().noWayOut().map(reason -> NO_WAY_OUT + reason)
                : Optional.empty();
    }

    private Optional<String> obstacle(FunctionSpec function) {
        for (PackageId layer : function.layers()) {
            if (!packages.contains(layer)) {
                return Optional.of("The layer " + layer.value() + " is not on this machine.");
            }
        }
        if (!packages.contains(function.code())) {
            return Optional.of("The package " + function.code().value() + " is not on this machine.");
        }
        return switch (catalog.availability(function.runtime())) {
            case RuntimeAvailability.Available available -> obstacle(function.devices());
            case RuntimeAvailability.Missing missing -> Optional.of(missing.whatToInstall());
            case RuntimeAvailability.Unknown unknown ->
                Optional.of("There is no runtime named " + unknown.identifier() + '.');
        };
    }

    @Override
    public void provision(FunctionSpec function, int environments) {
        fleet.provision(function, environments);
    }

    @Override
    public void reserveConcurrency(String function, OptionalInt limit) {
        fleet.reserve(function, limit);
    }

    @Override
    public void retire(FunctionKey key) {
        fleet.retire(key);
        classCaches.ifPresent(caches -> caches.retire(key));
    }

    @Override
    public FunctionUsage usage(FunctionKey key) {
        return fleet.usage(key);
    }

    @Override
    public HostUsage usage() {
        return fleet.usage();
    }

    @Override
    public void close() {
        classCaches.ifPresent(ClassCaches::close);
        fleet.close();
        runtimeApi.close();
        loop.close();
        packages.close();
    }

    /** The strongest that can be had and is wanted. */
    private Sandboxes sandboxes(
            LauncherSettings launcher,
            Isolation.Level strongest,
            Isolation.Level weakest,
            SandboxListener listener,
            Ids ids)
            throws IOException, SandboxUnavailableException {
        String reason = "No launcher is wanted.";
        if (strongest.compareTo(Isolation.Level.BUBBLEWRAP) < 0) {
            Sandboxes made = null;
            try {
                made = LastingSandboxes.start(launcher, loop, listener, clock);
            } catch (SandboxUnavailableException e) {
                if (weakest.compareTo(Isolation.Level.BUBBLEWRAP) < 0) {
                    close();
                    throw e;
                }
                reason = String.valueOf(e.getMessage());
            }
            if (made != null) {
                return strongEnough(made, weakest);
            }
        }
        if (strongest != Isolation.Level.PROCESS) {
            Optional<Sandboxes> enclosed = ProcessSandboxes.enclosed(launcher, reason, loop, listener, ids);
            if (enclosed.isPresent()) {
                return strongEnough(enclosed.get(), weakest);
            }
            reason += " There is no bwrap that works either (the package bubblewrap).";
        }
        return strongEnough(ProcessSandboxes.bare(launcher, reason, loop, listener, ids), weakest);
    }

    private Sandboxes strongEnough(Sandboxes made, Isolation.Level weakest) throws SandboxUnavailableException {
        if (made.isolation().level().compareTo(weakest) > 0) {
            made.close();
            close();
            throw new SandboxUnavailableException("Functions are to be isolated at least as " + weakest
                    + ", but here they would run as " + made.isolation().describe());
        }
        return made;
    }

    private static PoolLimits limits(FunctionsSettings settings) {
        return new PoolLimits(
                Math.min(settings.maximumEnvironments(), MOST_ENVIRONMENTS),
                TOGETHER_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                settings.memoryBudgetMegabytes(),
                settings.idleExpiry().toNanos(),
                settings.freezeAfter().toNanos(),
                settings.maximumAge().toNanos(),
                settings.poolSize(),
                settings.poolSize() * LARGEST_POOL_FACTOR,
                WARMING_AT_ONCE,
                REFILL_AFTER.toNanos());
    }
}
