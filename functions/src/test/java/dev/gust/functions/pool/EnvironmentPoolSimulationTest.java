package dev.gust.functions.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.HostUsage;
import dev.gust.functions.InvocationResult.ThrottleReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules against a world that starts slowly, fails and dies as a seed says. After every step the world is compared with what the rules
 * promise. {@code -Dgust.seed=N} runs one more seed.
 */
class EnvironmentPoolSimulationTest {
    private static final long MILLIS = 1_000_000L;
    private static final PoolLimits LIMITS =
            new PoolLimits(20, 2, 4096, 600_000 * MILLIS, 100 * MILLIS, 3_600_000 * MILLIS, 2, 8, 2, 20 * MILLIS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsPromisesWhateverHappens(long seed) {
        new World(seed).run(4000);
    }

    @Test
    void keepsItsPromisesForAFreshSeed() {
        long seed = Long.getLong("gust.seed", System.nanoTime());
        new World(seed).run(20_000);
    }

    /** What the environments really are, as far as anybody outside the rules could know. */
    private static final class World {
        final long seed;
        final SplittableRandom random;
        final EnvironmentPool pool = new EnvironmentPool(LIMITS);
        final Map<Long, FunctionKey> bound = new HashMap<>();
        final Map<Long, Integer> memory = new HashMap<>();
        final Set<Long> alive = new HashSet<>();
        final Set<Long> told = new HashSet<>();
        final Set<Long> frozen = new HashSet<>();
        final List<Long> warming = new ArrayList<>();
        final List<Long> booting = new ArrayList<>();
        final List<Long> loading = new ArrayList<>();
        final List<Long> ending = new ArrayList<>();
        final Map<Long, FunctionKey> serving = new HashMap<>();
        final Map<Long, FunctionKey> line = new LinkedHashMap<>();
        final Map<Long, Long> lastUse = new HashMap<>();
        final Map<FunctionKey, Integer> provisioned = new HashMap<>();
        final Map<String, Integer> reserved = new HashMap<>();
        long now = 1;
        int turns;

        World(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            pool.keepReady(List.of("python", "nodejs"));
        }

        void run(int steps) {
            try {
                for (int step = 0; step < steps; step++) {
                    step();
                    check();
                }
                comeToRest();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " at " + now, e);
            }
        }

        void step() {
            now += pause();
            switch (random.nextInt(13)) {
                case 0, 1, 2, 3 -> invoke();
                case 4, 5, 6 -> finish();
                case 7 -> perform(pool.tick(now));
                case 8 -> settle();
                case 9 -> die();
                case 10 -> settle();
                case 11 -> giveUp();
                default -> operate();
            }
        }

        /** Often next to nothing, so that invocations are short enough to be waited for. */
        long pause() {
            return switch (random.nextInt(40)) {
                case 0 -> random.nextLong(60_000 * MILLIS);
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> random.nextLong(40 * MILLIS);
                default -> random.nextLong(MILLIS / 10);
            };
        }

        void giveUp() {
            if (!line.isEmpty() && random.nextInt(4) == 0) {
                long ticket = pick(new ArrayList<>(line.keySet()));
                pool.giveUp(line.remove(ticket), ticket, now);
            }
        }

        void invoke() {
            Needs needs = needs(random.nextInt(8));
            FunctionKey key = needs.key();
            Acquired acquired = pool.acquire(needs, now);
            perform(acquired.commands());
            switch (acquired) {
                case Acquired.Warm warm -> {
                    long id = warm.environment();
                    assertThat(bound.get(id)).as("one function for life").isEqualTo(key);
                    assertThat(alive).contains(id);
                    assertThat(told).as("told to end").doesNotContain(id);
                    assertThat(warm.frozen()).as("knows what is frozen").isEqualTo(frozen.remove(id));
                    assertThat(lastUse.get(id)).as("the last used first").isEqualTo(latestIdle(key, id));
                    assertThat(serving.put(id, key))
                            .as("one invocation at a time")
                            .isNull();
                }
                case Acquired.Cold cold -> {
                    assertThat(serving.put(cold.environment(), key)).isNull();
                    assertThat(bound.get(cold.environment())).isEqualTo(key);
                }
                case Acquired.Turn turn -> {
                    turns++;
                    assertThat(serving.values().stream().filter(key::equals).count())
                            .as("some serve already")
                            .isGreaterThanOrEqualTo(LIMITS.together());
                    line.put(turn.ticket(), key);
                }
                case Acquired.Refused refused -> checkRefusal(needs, refused.reason());
            }
        }

        void checkRefusal(Needs needs, ThrottleReason reason) {
            switch (reason) {
                case RESERVED_CONCURRENCY ->
                    assertThat(servingOf(needs.key().function()))
                            .isGreaterThanOrEqualTo(reserved.get(needs.key().function()));
                case HOST_CONCURRENCY ->
                    assertThat(pool.usage().idle())
                            .as("idle ones make room, but for those provisioned")
                            .isLessThanOrEqualTo(provisioned.values().stream()
                                    .mapToInt(wanted -> wanted)
                                    .sum());
                case HOST_MEMORY ->
                    assertThat(pool.usage().committedMegabytes() + needs.memoryMegabytes())
                            .isGreaterThan(LIMITS.memoryMegabytes());
            }
        }

        long latestIdle(FunctionKey key, long chosen) {
            long latest = lastUse.get(chosen);
            for (Map.Entry<Long, FunctionKey> other : bound.entrySet()) {
                long id = other.getKey();
                boolean idle = other.getValue().equals(key)
                        && !serving.containsKey(id)
                        && !loading.contains(id)
                        && alive.contains(id)
                        && !told.contains(id);
                if (idle) {
                    latest = Math.max(latest, lastUse.getOrDefault(id, 0L));
                }
            }
            return latest;
        }

        void finish() {
            if (serving.isEmpty()) {
                return;
            }
            long id = pick(new ArrayList<>(serving.keySet()));
            if (loading.remove(id)) {
                pool.started(id, now);
            }
            serving.remove(id);
            lastUse.put(id, now);
            perform(pool.release(id, random.nextInt(10) != 0, now));
        }

        void settle() {
            if (!warming.isEmpty() && random.nextBoolean()) {
                long id = pick(warming);
                warming.remove(id);
                if (random.nextInt(8) == 0) {
                    gone(id);
                } else {
                    if (random.nextInt(3) == 0) {
                        pool.warmed(id, now);
                    } else {
                        booting.add(id);
                    }
                    pool.booted(id, now);
                }
            }
            if (!booting.isEmpty() && random.nextInt(4) != 0) {
                long id = pick(booting);
                booting.remove(id);
                if (random.nextInt(8) == 0) {
                    gone(id);
                } else {
                    pool.warmed(id, now);
                }
            }
            if (!loading.isEmpty()) {
                long id = pick(loading);
                loading.remove(id);
                lastUse.put(id, now);
                pool.started(id, now);
            }
            if (!ending.isEmpty()) {
                gone(pick(ending));
            }
        }

        void die() {
            if (!alive.isEmpty() && random.nextInt(3) == 0) {
                gone(pick(new ArrayList<>(alive)));
            }
        }

        void gone(long id) {
            alive.remove(id);
            ending.remove(id);
            warming.remove(id);
            booting.remove(id);
            loading.remove(id);
            frozen.remove(id);
            serving.remove(id);
            bound.remove(id);
            pool.ended(id, now);
        }

        void operate() {
            Needs needs = needs(random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> {
                    int limit = random.nextInt(4);
                    reserved.put(needs.key().function(), limit);
                    pool.reserve(needs.key().function(), limit);
                }
                case 1 -> {
                    reserved.remove(needs.key().function());
                    pool.reserve(needs.key().function(), null);
                }
                case 2 -> {
                    int wanted = random.nextInt(3);
                    provisioned.put(needs.key(), wanted);
                    perform(pool.provision(needs, wanted, now));
                }
                default -> {
                    provisioned.remove(needs.key());
                    perform(pool.retire(needs.key(), now));
                    bound.forEach((id, key) -> {
                        if (key.equals(needs.key()) && !serving.containsKey(id) && alive.contains(id)) {
                            assertThat(told).as("retired ones end").contains(id);
                        }
                    });
                }
            }
        }

        void perform(List<PoolCommand> commands) {
            for (PoolCommand command : commands) {
                long id = command.environment();
                switch (command) {
                    case PoolCommand.Warm warm -> {
                        assertThat(alive.add(id)).isTrue();
                        warming.add(id);
                    }
                    case PoolCommand.Start start -> {
                        assertThat(alive.add(id)).isTrue();
                        bind(id, start.key());
                    }
                    case PoolCommand.Assign assign -> {
                        assertThat(alive).contains(id);
                        assertThat(warming).doesNotContain(id);
                        booting.remove(id);
                        bind(id, assign.key());
                    }
                    case PoolCommand.HandOver handOver -> {
                        FunctionKey key = bound.get(id);
                        long first = line.entrySet().stream()
                                .filter(each -> each.getValue().equals(key))
                                .findFirst()
                                .orElseThrow()
                                .getKey();
                        assertThat(handOver.ticket())
                                .as("who has waited longest")
                                .isEqualTo(first);
                        line.remove(first);
                        assertThat(serving.put(id, key)).isNull();
                    }
                    case PoolCommand.Freeze freeze -> {
                        assertThat(serving).as("frozen while it serves").doesNotContainKey(id);
                        assertThat(frozen.add(id)).isTrue();
                    }
                    case PoolCommand.End end -> {
                        assertThat(serving).as("ended while it serves").doesNotContainKey(id);
                        assertThat(told.add(id)).as("ended once").isTrue();
                        warming.remove(id);
                        booting.remove(id);
                        loading.remove(id);
                        ending.add(id);
                    }
                }
            }
        }

        void bind(long id, FunctionKey key) {
            assertThat(bound.put(id, key)).as("bound once").isNull();
            memory.put(id, memoryOf(key));
            loading.add(id);
        }

        void check() {
            HostUsage usage = pool.usage();
            long committed = 0;
            int live = 0;
            for (long id : bound.keySet()) {
                if (alive.contains(id) && !told.contains(id)) {
                    committed += memory.get(id);
                    live++;
                }
            }
            assertThat(usage.committedMegabytes()).isEqualTo(committed).isLessThanOrEqualTo(LIMITS.memoryMegabytes());
            assertThat(usage.busy()).isEqualTo(serving.size());
            assertThat(usage.busy() + usage.idle() + usage.starting()).isEqualTo(live);
            assertThat(live).isLessThanOrEqualTo(LIMITS.maximumEnvironments());
            assertThat(pool.freezing())
                    .isEqualTo(frozen.stream().filter(id -> !told.contains(id)).count() < usage.idle());
            assertThat(warming.size() + booting.size()).isLessThanOrEqualTo(2 * LIMITS.warmingAtOnce());
            assertThat(usage.pooled()).isLessThanOrEqualTo(2 * LIMITS.maximumPoolSize());
        }

        /** Nothing is asked any more: all ends but what is provisioned, and the pools shrink to their rest. */
        void comeToRest() {
            for (int i = 0; i < 8; i++) {
                pool.provision(needs(i), 0, now);
            }
            line.forEach((ticket, key) -> pool.giveUp(key, ticket, now));
            line.clear();
            while (!serving.isEmpty()) {
                finish();
            }
            assertThat(turns).as("invocations that waited").isPositive();
            for (int i = 0; i < 200; i++) {
                now += 30_000 * MILLIS;
                perform(pool.tick(now));
                settle();
                settle();
            }
            HostUsage usage = pool.usage();
            assertThat(usage.busy() + usage.idle() + usage.starting()).isZero();
            assertThat(usage.committedMegabytes()).isZero();
            assertThat(usage.pooled()).isEqualTo(2 * LIMITS.poolSize());
        }

        int servingOf(String function) {
            return (int) Stream.concat(serving.values().stream(), line.values().stream())
                    .filter(key -> key.function().equals(function))
                    .count();
        }

        long pick(List<Long> ids) {
            return ids.get(random.nextInt(ids.size()));
        }

        static Needs needs(int number) {
            FunctionKey key = new FunctionKey("function-" + number / 2, Integer.toString(number % 2), "1");
            String profile = number % 3 == 0 ? "python" : number % 3 == 1 ? "nodejs" : "";
            return new Needs(key, memoryOf(key), profile);
        }

        static int memoryOf(FunctionKey key) {
            return key.function().endsWith("3") ? 1024 : 128;
        }
    }
}
