package dev.gust.functions.pool;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionUsage;
import dev.gust.functions.HostUsage;
import dev.gust.functions.InvocationResult.ThrottleReason;
import dev.gust.functions.pool.PoolCommand.EndReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules. An invocation takes the environment of its version that was used last, so that the others grow old and go; if there is
 * none, one is made: from the warm pool of the runtime, or from nothing. Invocations wait for one another's environments only where that
 * is quicker ({@link Turns}). What runs is never ended to make room; idle environments are, the least recently used of the whole machine
 * first.
 *
 * <p>For one thread at a time; {@code now} is monotonic nanoseconds.
 */
public final class EnvironmentPool {
    private static final long RETRY_PROVISIONING = 10_000_000_000L;
    private static final long LONGEST_BOOT = 60_000_000_000L;

    /** As long as a provisioned environment may take to load its function, as on AWS. */
    private static final long LONGEST_START = 900_000_000_000L;

    private final PoolLimits limits;
    private final Map<Long, PoolEnvironment> environments = new HashMap<>();
    private final Map<FunctionKey, FunctionEnvironments> functions = new HashMap<>();
    private final Map<String, WarmPool> pools = new LinkedHashMap<>();
    private final Map<String, Integer> reserved = new HashMap<>();
    private final Map<String, Integer> servingByFunction = new HashMap<>();
    private long nextId = 1;
    private int bound;
    private long committedMegabytes;
    /** How many invocations wait for the start of an environment. */
    private int waiting;
    /** How many idle environments are not frozen. */
    private int thawed;

    public EnvironmentPool(PoolLimits limits) {
        this.limits = limits;
    }

    /** Has environments without a function made of these from now on, before anybody asks. */
    public void keepReady(Collection<String> profiles) {
        profiles.forEach(profile -> pools.put(profile, new WarmPool(true)));
    }

    // ---- invocations ----

    /** An environment for one invocation. */
    public Acquired acquire(Needs needs, long now) {
        FunctionKey key = needs.key();
        Integer limit = reserved.get(key.function());
        if (limit != null && servingByFunction.getOrDefault(key.function(), 0) >= limit) {
            return new Acquired.Refused(ThrottleReason.RESERVED_CONCURRENCY, List.of());
        }
        List<PoolCommand> commands = new ArrayList<>();
        FunctionEnvironments function = functions.computeIfAbsent(key, absent -> new FunctionEnvironments());
        if (function.serving >= limits.together() && function.turns.worthWaiting(function.serving, now)) {
            function.turns.join(nextId);
            countServing(key, 1);
            return new Acquired.Turn(nextId++, commands);
        }
        while (!function.idle.isEmpty()) {
            PoolEnvironment latest = function.idle.getFirst();
            if (now - latest.born > limits.maximumAge()) {
                end(latest, EndReason.TOO_OLD, commands);
                continue;
            }
            boolean frozen = latest.state instanceof EnvironmentState.Idle idle && idle.frozen();
            change(latest, new EnvironmentState.Busy(now));
            return new Acquired.Warm(latest.id, frozen, commands);
        }
        ThrottleReason noRoom = makeRoom(needs.memoryMegabytes(), commands);
        if (noRoom != null) {
            forget(key, function);
            return new Acquired.Refused(noRoom, commands);
        }
        PoolEnvironment environment = begin(needs, true, now, commands);
        return new Acquired.Cold(environment.id, commands);
    }

    /** The invocation is over. An environment that may not serve again is ended. */
    public List<PoolCommand> release(long id, boolean reusable, long now) {
        List<PoolCommand> commands = new ArrayList<>();
        PoolEnvironment environment = environments.get(id);
        if (environment == null || !environment.serving()) {
            return commands;
        }
        boolean draining = environment.state instanceof EnvironmentState.Draining;
        if (!reusable || draining || now - environment.born > limits.maximumAge()) {
            EndReason reason = draining ? EndReason.RETIRED : EndReason.TOO_OLD;
            end(environment, reason, commands);
            return commands;
        }
        FunctionKey key = environment.key;
        FunctionEnvironments function = key == null ? null : functions.get(key);
        if (key != null && function != null && environment.state instanceof EnvironmentState.Busy busy) {
            function.turns.took(now - busy.since());
            if (!function.turns.empty()) {
                countServing(key, -1);
                environment.state = new EnvironmentState.Busy(now);
                commands.add(new PoolCommand.HandOver(id, function.turns.next()));
                return commands;
            }
        }
        change(environment, new EnvironmentState.Idle(now, false));
        return commands;
    }

    /** Nobody was done in time: the next acquisition waits for nobody. Of no effect on an environment that was handed over already. */
    public void giveUp(FunctionKey key, long ticket, long now) {
        FunctionEnvironments function = functions.get(key);
        if (function != null && function.turns.giveUp(ticket, now)) {
            countServing(key, -1);
            forget(key, function);
        }
    }

    // ---- what became of commands ----

    /** The program of an environment of the pool runs: from now on it can be given a function. */
    public void booted(long id, long now) {
        PoolEnvironment environment = environments.get(id);
        if (environment != null && environment.state instanceof EnvironmentState.Warming) {
            change(
                    environment,
                    environment.ready ? new EnvironmentState.Pooled(now) : new EnvironmentState.Booting(now));
        }
    }

    /** Its program says that it is ready; it may be heard before {@link #booted}, and is of use after that only. */
    public void warmed(long id, long now) {
        PoolEnvironment environment = environments.get(id);
        if (environment == null) {
            return;
        }
        environment.ready = true;
        if (environment.state instanceof EnvironmentState.Booting) {
            change(environment, new EnvironmentState.Pooled(now));
        }
    }

    /** The function is loaded in an environment that was started. */
    public void started(long id, long now) {
        PoolEnvironment environment = environments.get(id);
        if (environment != null && environment.state instanceof EnvironmentState.Starting starting) {
            change(
                    environment,
                    starting.forInvocation() ? new EnvironmentState.Busy(now) : new EnvironmentState.Idle(now, false));
        }
    }

    /** Nothing is left of the environment, whoever ended it. */
    public void ended(long id, long now) {
        PoolEnvironment environment = environments.get(id);
        if (environment == null) {
            return;
        }
        if (environment.unfinished()) {
            pool(environment.profile).failed(now);
        }
        if (environment.state instanceof EnvironmentState.Starting) {
            failed(environment, now);
        }
        change(environment, new EnvironmentState.Dead());
        environments.remove(id);
    }

    private void failed(PoolEnvironment environment, long now) {
        FunctionEnvironments function = environment.key == null ? null : functions.get(environment.key);
        if (function != null) {
            function.failedAt = now;
        }
    }

    // ---- time ----

    /** What is due: freezing, expiry, provisioning, and the warm pools. */
    public List<PoolCommand> tick(long now) {
        List<PoolCommand> commands = new ArrayList<>();
        for (PoolEnvironment environment : List.copyOf(environments.values())) {
            if (environment.state instanceof EnvironmentState.Booting booting && now - booting.since() > LONGEST_BOOT) {
                pool(environment.profile).failed(now);
                end(environment, EndReason.NEVER_READY, commands);
            }
            if (environment.state instanceof EnvironmentState.Starting(long since, boolean forInvocation)
                    && !forInvocation
                    && now - since > LONGEST_START) {
                // Invocations keep their own time; nobody waits for this one.
                failed(environment, now);
                end(environment, EndReason.TOO_OLD, commands);
            }
            if (!(environment.state instanceof EnvironmentState.Idle idle)) {
                continue;
            }
            boolean kept = provisioned(environment);
            if (now - environment.born > limits.maximumAge()) {
                end(environment, EndReason.TOO_OLD, commands);
            } else if (!kept && now - idle.since() >= limits.idleExpiry()) {
                end(environment, EndReason.EXPIRED, commands);
            } else if (!idle.frozen() && now - idle.since() >= limits.freezeAfter()) {
                environment.state = new EnvironmentState.Idle(idle.since(), true);
                thawed--;
                commands.add(new PoolCommand.Freeze(environment.id));
            }
        }
        for (FunctionEnvironments function : List.copyOf(functions.values())) {
            provision(function, now, commands);
        }
        pools.forEach((profile, pool) -> refill(profile, pool, now, commands));
        pools.values().removeIf(pool -> pool.unused(now, limits));
        return commands;
    }

    public void reserve(String function, @Nullable Integer limit) {
        if (limit == null) {
            reserved.remove(function);
        } else {
            reserved.put(function, limit);
        }
    }

    public List<PoolCommand> provision(Needs needs, int wanted, long now) {
        List<PoolCommand> commands = new ArrayList<>();
        FunctionEnvironments function = functions.computeIfAbsent(needs.key(), absent -> new FunctionEnvironments());
        function.provisioned = wanted;
        function.needs = needs;
        provision(function, now, commands);
        forget(needs.key(), function);
        return commands;
    }

    /** No environment of this version serves again. */
    public List<PoolCommand> retire(FunctionKey key, long now) {
        List<PoolCommand> commands = new ArrayList<>();
        FunctionEnvironments function = functions.get(key);
        if (function == null) {
            return commands;
        }
        function.provisioned = 0;
        for (PoolEnvironment environment : List.copyOf(environments.values())) {
            if (!key.equals(environment.key)) {
                continue;
            }
            if (environment.serving()) {
                change(environment, new EnvironmentState.Draining(now));
            } else if (!(environment.state instanceof EnvironmentState.Dead)) {
                end(environment, EndReason.RETIRED, commands);
            }
        }
        return commands;
    }

    /** How long until a pool wants to be filled up; negative when none does. */
    public long refillDue(long now) {
        long due = -1;
        for (WarmPool pool : pools.values()) {
            boolean fillable = pool.filling() < limits.warmingAtOnce();
            if (fillable && pool.ready.size() + pool.filling() < pool.target(now, limits)) {
                long patience = pool.patience(now, waiting > 0, limits);
                due = due < 0 ? patience : Math.min(due, patience);
            }
        }
        return due;
    }

    /** Whether an environment waits to be frozen, which is due sooner than most else. */
    public boolean freezing() {
        return thawed > 0;
    }

    public FunctionUsage usage(FunctionKey key) {
        FunctionEnvironments function = functions.get(key);
        return function == null ? new FunctionUsage(0, 0, 0, 0, 0, Optional.empty()) : function.usage();
    }

    public HostUsage usage() {
        int starting = 0;
        int idle = 0;
        int busy = 0;
        for (FunctionEnvironments function : functions.values()) {
            starting += function.starting;
            idle += function.idle.size();
            busy += function.serving;
        }
        int pooled = pools.values().stream().mapToInt(pool -> pool.ready.size()).sum();
        return new HostUsage(starting, idle, busy, pooled, committedMegabytes);
    }

    /** The state of an environment; dead when it is not known. */
    public EnvironmentState state(long id) {
        PoolEnvironment environment = environments.get(id);
        return environment == null ? new EnvironmentState.Dead() : environment.state;
    }

    // ---- decisions ----

    /** Ends idle environments until one more fits; the reason when it does not. */
    private @Nullable ThrottleReason makeRoom(int megabytes, List<PoolCommand> commands) {
        while (bound >= limits.maximumEnvironments()) {
            PoolEnvironment victim = leastRecentlyUsed();
            if (victim == null) {
                return ThrottleReason.HOST_CONCURRENCY;
            }
            end(victim, EndReason.EVICTED, commands);
        }
        // Nothing is ended in vain: first see whether ending all that is idle would do.
        long idleMegabytes = 0;
        for (FunctionEnvironments function : functions.values()) {
            for (PoolEnvironment environment : function.idle) {
                idleMegabytes += provisioned(environment) ? 0 : environment.memoryMegabytes;
            }
        }
        if (committedMegabytes - idleMegabytes + megabytes > limits.memoryMegabytes()) {
            return ThrottleReason.HOST_MEMORY;
        }
        while (committedMegabytes + megabytes > limits.memoryMegabytes()) {
            PoolEnvironment victim = leastRecentlyUsed();
            if (victim == null) {
                return ThrottleReason.HOST_MEMORY;
            }
            end(victim, EndReason.EVICTED, commands);
        }
        return null;
    }

    private @Nullable PoolEnvironment leastRecentlyUsed() {
        PoolEnvironment oldest = null;
        long oldestSince = Long.MAX_VALUE;
        for (FunctionEnvironments function : functions.values()) {
            PoolEnvironment last = function.idle.peekLast();
            if (last != null
                    && function.alive() > function.provisioned
                    && last.state instanceof EnvironmentState.Idle idle
                    && idle.since() < oldestSince) {
                oldest = last;
                oldestSince = idle.since();
            }
        }
        return oldest;
    }

    private PoolEnvironment begin(Needs needs, boolean forInvocation, long now, List<PoolCommand> commands) {
        WarmPool pool = needs.profile().isEmpty() ? null : pool(needs.profile());
        PoolEnvironment environment = null;
        if (pool != null) {
            pool.asked(now);
            // The one that had the most time to get ready.
            environment = pool.ready.isEmpty() ? pool.booting.peekLast() : pool.ready.peekLast();
        }
        if (environment == null) {
            environment = new PoolEnvironment(nextId++, needs.profile(), now, new EnvironmentState.Dead());
            environments.put(environment.id, environment);
            commands.add(new PoolCommand.Start(environment.id, needs.key()));
        } else {
            commands.add(new PoolCommand.Assign(environment.id, needs.key()));
        }
        take(environment);
        environment.key = needs.key();
        environment.memoryMegabytes = needs.memoryMegabytes();
        environment.state = new EnvironmentState.Starting(now, forInvocation);
        put(environment);
        return environment;
    }

    private void end(PoolEnvironment environment, EndReason reason, List<PoolCommand> commands) {
        change(environment, new EnvironmentState.Dead());
        commands.add(new PoolCommand.End(environment.id, reason));
    }

    /** Whether ending it would leave fewer than are provisioned. */
    private boolean provisioned(PoolEnvironment environment) {
        FunctionEnvironments function = environment.key == null ? null : functions.get(environment.key);
        return function != null && function.provisioned > 0 && function.alive() <= function.provisioned;
    }

    private void provision(FunctionEnvironments function, long now, List<PoolCommand> commands) {
        Needs needs = function.needs;
        if (function.failedAt != 0 && now - function.failedAt < RETRY_PROVISIONING) {
            return;
        }
        while (needs != null && function.alive() < function.provisioned) {
            if (function.starting >= limits.warmingAtOnce()) {
                return;
            }
            function.noRoom = makeRoom(needs.memoryMegabytes(), commands);
            if (function.noRoom != null) {
                return;
            }
            begin(needs, false, now, commands);
        }
    }

    private void refill(String profile, WarmPool pool, long now, List<PoolCommand> commands) {
        int target = pool.target(now, limits);
        boolean patient = pool.patience(now, waiting > 0, limits) > 0;
        while (!patient && pool.ready.size() + pool.filling() < target && pool.filling() < limits.warmingAtOnce()) {
            PoolEnvironment environment =
                    new PoolEnvironment(nextId++, profile, now, new EnvironmentState.Warming(now));
            environments.put(environment.id, environment);
            pool.warming++;
            commands.add(new PoolCommand.Warm(environment.id, profile));
        }
        while (pool.ready.size() > target) {
            end(pool.ready.getFirst(), EndReason.POOL_SHRINKS, commands);
        }
    }

    // ---- books ----

    private void change(PoolEnvironment environment, EnvironmentState next) {
        take(environment);
        environment.state = next;
        put(environment);
    }

    private void take(PoolEnvironment environment) {
        count(environment, -1);
    }

    private void put(PoolEnvironment environment) {
        count(environment, 1);
        if (environment.key != null) {
            FunctionEnvironments function = functions.get(environment.key);
            if (function != null) {
                forget(environment.key, function);
            }
        }
    }

    /** Every count follows from the states; this is the one place that keeps them. */
    private void count(PoolEnvironment environment, int change) {
        if (environment.state instanceof EnvironmentState.Dead) {
            return;
        }
        FunctionKey key = environment.key;
        if (key == null) {
            WarmPool pool = pool(environment.profile);
            if (environment.state instanceof EnvironmentState.Warming) {
                pool.warming += change;
            } else {
                move(
                        environment,
                        environment.state instanceof EnvironmentState.Booting ? pool.booting : pool.ready,
                        change);
            }
            return;
        }
        FunctionEnvironments function = functions.computeIfAbsent(key, absent -> new FunctionEnvironments());
        bound += change;
        committedMegabytes += (long) change * environment.memoryMegabytes;
        if (environment.serving()) {
            function.serving += change;
            countServing(key, change);
        } else if (environment.state instanceof EnvironmentState.Starting) {
            function.starting += change;
        } else {
            move(environment, function.idle, change);
        }
        if (environment.state instanceof EnvironmentState.Starting starting && starting.forInvocation()) {
            waiting += change;
        }
        if (environment.state instanceof EnvironmentState.Idle idle && !idle.frozen()) {
            thawed += change;
        }
    }

    private void countServing(FunctionKey key, int change) {
        servingByFunction.merge(key.function(), change, (a, b) -> a + b == 0 ? null : a + b);
    }

    private static void move(PoolEnvironment environment, Deque<PoolEnvironment> line, int change) {
        if (change > 0) {
            line.addFirst(environment);
        } else {
            line.remove(environment);
        }
    }

    private WarmPool pool(String profile) {
        return pools.computeIfAbsent(profile, absent -> new WarmPool(false));
    }

    private void forget(FunctionKey key, FunctionEnvironments function) {
        if (function.unused()) {
            functions.remove(key);
        }
    }
}
