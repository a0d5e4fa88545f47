package dev.gust.functions.host;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.EnvironmentDescription.InitializationType;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionUsage;
import dev.gust.functions.HostUsage;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.pool.Acquired;
import dev.gust.functions.pool.EnvironmentPool;
import dev.gust.functions.pool.EnvironmentState;
import dev.gust.functions.pool.Needs;
import dev.gust.functions.pool.PoolCommand;
import dev.gust.functions.runtimeapi.RuntimeApiSession;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxListener;
import dev.gust.functions.sandbox.SandboxOrder;
import dev.gust.functions.sandbox.SandboxPaths;
import dev.gust.functions.sandbox.Sandboxes;
import dev.gust.functions.telemetry.Telemetry;
import dev.gust.functions.telemetry.TelemetryBudget;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what the pool's rules decide. One lock makes the rules single-threaded. Freezing, thawing and ending are sent while it is held, so
 * that they reach the launcher in the order in which they were decided; starting is not, since nothing can precede it.
 */
final class Fleet implements SandboxListener, LiveEnvironment.Owner, Caretaker.Work, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());
    private static final int SESSION_ATTEMPTS = 5000;
    /** As long as an environment more would take. */
    private static final long TURN_NANOS = 4_000_000;

    private static final Duration SESSION_PATIENCE = Duration.ofMillis(1);

    private final EnvironmentPool pool;
    private final OrderBook orders;
    private final Clock clock;
    private final Ids ids;
    private final ChannelLoop loop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Caretaker caretaker;
    private final TelemetryBudget telemetry = new TelemetryBudget();
    private final Map<Long, LiveEnvironment> environments = new ConcurrentHashMap<>();
    /** Who waits for a turn. */
    private final Map<Long, Serving> line = new HashMap<>();

    private final ProvisionedFunctions provisioned = new ProvisionedFunctions();
    private volatile @Nullable Sandboxes sandboxes;
    private boolean closed;

    Fleet(EnvironmentPool pool, OrderBook orders, ChannelLoop loop, Clock clock, Ids ids) {
        this.pool = pool;
        this.orders = orders;
        this.clock = clock;
        this.ids = ids;
        this.loop = loop;
        this.caretaker = new Caretaker(pool, lock, clock, this);
    }

    /** Begins to keep the pools filled. */
    void open(Sandboxes made, List<String> eager) {
        sandboxes = made;
        lock.lock();
        try {
            pool.keepReady(made.takesCodeLater() ? eager : List.of());
        } finally {
            lock.unlock();
        }
        caretaker.start();
    }

    /** Finds an environment and sets the invocation going in it. */
    Place place(FunctionSpec spec, Serving serving) {
        Needs needs = orders.needs(spec);
        Acquired acquired;
        lock.lock();
        try {
            acquired = pool.acquire(needs, clock.nanoTime());
            performLocked(acquired.commands());
            if (acquired instanceof Acquired.Turn turn) {
                line.put(turn.ticket(), serving);
            }
            if (acquired instanceof Acquired.Warm warm && warm.frozen()) {
                sandboxes().thaw(warm.environment());
            }
            caretaker.wake();
        } finally {
            lock.unlock();
        }
        return switch (acquired) {
            case Acquired.Refused refused -> new Place.NoRoom(refused.reason());
            case Acquired.Turn turn -> awaitTurn(turn.ticket(), spec, serving);
            case Acquired.Warm warm -> {
                LiveEnvironment environment = environments.get(warm.environment());
                if (environment == null || !environment.serve(serving)) {
                    // It ended between two looks; the next one is another.
                    release(warm.environment(), false);
                    yield place(spec, serving);
                }
                yield new Place.Found(environment, false);
            }
            case Acquired.Cold cold -> {
                // Looked up first: one that dies at once is gone before its start returns.
                LiveEnvironment environment = environments.get(cold.environment());
                if (environment == null) {
                    throw new IllegalStateException("environment " + cold.environment() + " was not made");
                }
                performUnlocked(cold.commands(), spec, serving);
                yield new Place.Found(environment, true);
            }
        };
    }

    /** What its environment answers is the first that an invocation hears, since nobody wakes it before. */
    private Place awaitTurn(long ticket, FunctionSpec spec, Serving serving) {
        try {
            serving.mailbox.await(TURN_NANOS);
        } catch (InterruptedException e) {
            // Noticed by whoever waits for the answer.
            Thread.currentThread().interrupt();
        }
        LiveEnvironment environment;
        lock.lock();
        try {
            if (line.remove(ticket) != null) {
                pool.giveUp(spec.key(), ticket, clock.nanoTime());
            }
            environment = serving.handedOver;
            serving.placed = environment != null;
        } finally {
            lock.unlock();
        }
        return environment == null ? place(spec, serving) : new Place.Found(environment, false);
    }

    /** The invocation is over. */
    void release(long id, boolean reusable) {
        Serving next = null;
        lock.lock();
        try {
            List<PoolCommand> commands = pool.release(id, reusable, clock.nanoTime());
            performLocked(commands);
            for (PoolCommand command : commands) {
                if (command instanceof PoolCommand.HandOver handOver) {
                    next = line.remove(handOver.ticket());
                }
            }
            if (next != null) {
                next.handedOver = environments.get(id);
            }
            caretaker.wake();
        } finally {
            lock.unlock();
        }
        LiveEnvironment environment = next == null ? null : next.handedOver;
        if (next != null && environment != null && !environment.serve(next)) {
            refused(id, next);
        }
    }

    /** It took nothing, being at its end: who waits for a turn still looks for another, who does not is told. */
    private void refused(long id, Serving next) {
        lock.lock();
        try {
            next.handedOver = null;
            if (next.placed) {
                next.mailbox.post(new MailEvent.NotStarted("The environment ended."));
            }
        } finally {
            lock.unlock();
        }
        release(id, false);
    }

    void reserve(String function, OptionalInt limit) {
        lock.lock();
        try {
            pool.reserve(function, limit.isPresent() ? (Integer) limit.getAsInt() : null);
        } finally {
            lock.unlock();
        }
    }

    void provision(FunctionSpec spec, int wanted) {
        provisioned.want(spec, wanted);
        List<PoolCommand> commands = locked(() -> {
            List<PoolCommand> decided = pool.provision(orders.needs(spec), wanted, clock.nanoTime());
            performLocked(decided);
            return decided;
        });
        performUnlocked(commands, null, null);
    }

    void retire(FunctionKey key) {
        provisioned.forget(key);
        lock.lock();
        try {
            performLocked(pool.retire(key, clock.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    FunctionUsage usage(FunctionKey key) {
        return locked(() -> provisioned.with(pool.usage(key), key));
    }

    HostUsage usage() {
        return locked(pool::usage);
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** The session of the environment at a place. Its program may speak before the launcher has told that it started. */
    Optional<RuntimeApiSession> sessionAt(long place) throws InterruptedException {
        for (int attempt = 0; attempt < SESSION_ATTEMPTS; attempt++) {
            Optional<RuntimeApiSession> session =
                    sandboxes().environmentAt(place).map(environments::get).flatMap(LiveEnvironment::session);
            if (session.isPresent()) {
                return session;
            }
            clock.sleep(SESSION_PATIENCE);
        }
        return Optional.empty();
    }

    Sandboxes sandboxes() {
        Sandboxes open = sandboxes;
        if (open == null) {
            throw new IllegalStateException("the fleet is not open yet");
        }
        return open;
    }

    @Override
    public void close() {
        Sandboxes open = sandboxes;
        if (open != null) {
            Farewell.all(List.copyOf(environments.values()), open);
        }
        lock.lock();
        try {
            closed = true;
            caretaker.wakeNow();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void performLocked(List<PoolCommand> commands) {
        for (PoolCommand command : commands) {
            switch (command) {
                case PoolCommand.Freeze freeze -> sandboxes().freeze(freeze.environment());
                case PoolCommand.End end -> {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            () -> "environment=" + end.environment() + " end=" + end.reason());
                    end(end.environment());
                }
                case PoolCommand.Start start -> environments.put(start.environment(), fresh(start.environment()));
                case PoolCommand.Warm warm -> environments.put(warm.environment(), fresh(warm.environment()));
                case PoolCommand.Assign assign -> {}
                case PoolCommand.HandOver handOver -> {}
            }
        }
    }

    /** At once, or when its extensions have had their time. */
    private void end(long id) {
        LiveEnvironment environment = environments.get(id);
        if (environment == null || closed || !environment.hasExtensions()) {
            sandboxes().kill(id);
            return;
        }
        Farewell.begin(environment, sandboxes());
    }

    private LiveEnvironment fresh(long id) {
        return new LiveEnvironment(id, clock, loop, this);
    }

    private void performUnlocked(List<PoolCommand> commands, @Nullable FunctionSpec spec, @Nullable Serving first) {
        for (PoolCommand command : commands) {
            switch (command) {
                case PoolCommand.Freeze freeze -> {}
                case PoolCommand.End end -> {}
                case PoolCommand.HandOver handOver -> {}
                case PoolCommand.Warm warm -> start(warm.environment(), orders.warm(warm.profile()));
                case PoolCommand.Start start -> begin(start.environment(), start.key(), spec, first, true);
                case PoolCommand.Assign assign -> begin(assign.environment(), assign.key(), spec, first, false);
            }
        }
    }

    /** Gives an environment its function: the invocation's own, or one that is provisioned. */
    private void begin(
            long id, FunctionKey key, @Nullable FunctionSpec invoked, @Nullable Serving first, boolean fromNothing) {
        FunctionSpec spec = invoked != null && invoked.key().equals(key) ? invoked : provisioned.spec(key);
        LiveEnvironment environment = environments.get(id);
        if (environment == null || spec == null) {
            failed(id, "The environment ended before it began.");
            if (environment != null && fromNothing) {
                environment.connected(SandboxConnections.none());
                gone(id);
            } else {
                sandboxes().kill(id);
            }
            return;
        }
        Serving serving = spec.equals(invoked) ? first : null;
        InitializationType type = serving == null ? InitializationType.PROVISIONED : InitializationType.ON_DEMAND;
        EnvironmentDescription description = OrderBook.describe(key, type, ids, clock.instant());
        SandboxPaths paths = sandboxes().paths(orders.function(spec, Optional.empty()));
        Map<String, String> variables = orders.variables(spec, description, paths);
        SandboxOrder order = orders.function(
                spec, fromNothing && orders.startsWithVariables(spec) ? Optional.of(variables) : Optional.empty());
        environment.become(
                spec,
                description,
                variables,
                paths,
                orders.api(spec, sandboxes().runsExtensions()),
                serving);
        if (fromNothing) {
            start(id, order);
        } else {
            sandboxes().assign(id, order);
        }
        endIfUnwanted(id);
    }

    private void start(long id, SandboxOrder order) {
        LiveEnvironment environment = environments.get(id);
        if (environment == null) {
            return;
        }
        try {
            environment.connected(environment.startIn(sandboxes(), order));
            environment.connectedLate();
        } catch (UncheckedIOException e) {
            environment.connected(SandboxConnections.none());
            failed(id, "The launcher can not be reached: " + e.getMessage());
            gone(id);
        }
    }

    /** Whoever ended it while it was being started spoke to nobody. */
    private void endIfUnwanted(long id) {
        if (locked(() -> pool.state(id)) instanceof EnvironmentState.Dead) {
            sandboxes().kill(id);
        }
    }

    // ---- what becomes of sandboxes ----

    @Override
    public void started(long id) {
        LiveEnvironment environment = environments.get(id);
        if (environment == null) {
            return;
        }
        boolean warm;
        lock.lock();
        try {
            warm = pool.state(id) instanceof EnvironmentState.Warming;
            pool.booted(id, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        if (!warm) {
            environment.codeReady();
        }
    }

    @Override
    public void assigned(long id) {
        LiveEnvironment environment = environments.get(id);
        if (environment != null) {
            environment.codeReady();
        }
    }

    @Override
    public void failed(long id, String reason) {
        LOG.log(System.Logger.Level.WARNING, "environment=" + id + " start=failed reason=\"" + reason + '"');
        LiveEnvironment environment = environments.get(id);
        if (environment != null) {
            environment.notStarted(reason);
        }
    }

    @Override
    public void exited(long id, SandboxExit exit) {
        LiveEnvironment environment = environments.get(id);
        if (environment != null) {
            environment.exited(exit);
        }
    }

    @Override
    public void gone(long id) {
        LiveEnvironment environment = environments.remove(id);
        lock.lock();
        try {
            pool.ended(id, clock.nanoTime());
            caretaker.wakeNow();
        } finally {
            lock.unlock();
        }
        if (environment != null) {
            environment.close();
        }
    }

    @Override
    public void ready(LiveEnvironment environment) {
        lock.lock();
        try {
            pool.warmed(environment.id, clock.nanoTime());
            caretaker.wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Telemetry telemetry(LiveEnvironment environment) {
        long id = environment.id;
        return new Telemetry(
                "environment " + id, clock, telemetry, port -> sandboxes().connect(id, port));
    }

    @Override
    public void initialised(LiveEnvironment environment) {
        provisioned.succeeded(environment);
        lock.lock();
        try {
            pool.started(environment.id, clock.nanoTime());
            caretaker.wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void broken(LiveEnvironment environment) {
        Sandboxes open = sandboxes;
        if (open != null && !environment.leaving()) {
            open.kill(environment.id);
        }
    }

    @Override
    public void troubled(LiveEnvironment environment, FunctionKey key, String reason) {
        provisioned.failed(key, reason);
    }

    // ---- what the rules want without being asked ----

    @Override
    public boolean over() {
        return closed;
    }

    @Override
    public void performUnlocked(List<PoolCommand> commands) {
        performUnlocked(commands, null, null);
        for (PoolCommand command : commands) {
            if (command instanceof PoolCommand.Warm) {
                endIfUnwanted(command.environment());
            }
        }
    }
}
