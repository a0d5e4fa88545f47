package dev.gust.functions.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.InvocationResult.ThrottleReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnvironmentPoolTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FunctionKey KEY = new FunctionKey("f", "1", "a");
    private static final Needs NEEDS = new Needs(KEY, 128, "python");

    private final EnvironmentPool pool =
            new EnvironmentPool(new PoolLimits(4, 2, 512, 600 * SECOND, SECOND / 10, 3600 * SECOND, 1, 4, 2, 0));

    @BeforeEach
    void keepPython() {
        pool.keepReady(List.of("python"));
    }

    @Test
    void startsAsManyAsAreAskedForAtOnce() {
        List<PoolCommand> commands = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            commands.addAll(pool.acquire(NEEDS, SECOND).commands());
        }
        assertThat(commands)
                .hasSize(4)
                .allSatisfy(command -> assertThat(command).isInstanceOf(PoolCommand.Start.class));
        assertThat(pool.acquire(NEEDS, SECOND))
                .isEqualTo(new Acquired.Refused(ThrottleReason.HOST_CONCURRENCY, List.of()));
    }

    @Test
    void reusesTheLastUsedAndFreezesTheRest() {
        long first = cold(SECOND);
        long second = cold(SECOND);
        pool.release(first, true, 2 * SECOND);
        pool.release(second, true, 3 * SECOND);
        assertThat(pool.tick(3 * SECOND).stream().filter(command -> command instanceof PoolCommand.Freeze))
                .containsExactly(new PoolCommand.Freeze(first));
        assertThat(pool.acquire(NEEDS, 3 * SECOND)).isEqualTo(new Acquired.Warm(second, false, List.of()));
        assertThat(pool.acquire(NEEDS, 3 * SECOND)).isEqualTo(new Acquired.Warm(first, true, List.of()));
    }

    @Test
    void endsWhatWasNotUsedForTenMinutes() {
        long id = cold(SECOND);
        pool.release(id, true, SECOND);
        pool.tick(SECOND);
        assertThat(pool.tick(600 * SECOND)).noneMatch(command -> command instanceof PoolCommand.End);
        assertThat(pool.tick(601 * SECOND)).contains(new PoolCommand.End(id, PoolCommand.EndReason.EXPIRED));
    }

    @Test
    void evictsTheLeastRecentlyUsedOfAllFunctions() {
        long old = cold(SECOND);
        pool.release(old, true, 2 * SECOND);
        Needs other = new Needs(new FunctionKey("g", "1", "a"), 256, "");
        Acquired.Cold recent = (Acquired.Cold) pool.acquire(other, 3 * SECOND);
        pool.started(recent.environment(), 3 * SECOND);
        pool.release(recent.environment(), true, 3 * SECOND);
        Needs large = new Needs(new FunctionKey("h", "1", "a"), 256, "");
        assertThat(pool.acquire(large, 4 * SECOND).commands())
                .startsWith(new PoolCommand.End(old, PoolCommand.EndReason.EVICTED));
        Needs tooLarge = new Needs(new FunctionKey("i", "1", "a"), 300, "");
        assertThat(pool.acquire(tooLarge, 4 * SECOND))
                .isEqualTo(new Acquired.Refused(ThrottleReason.HOST_MEMORY, List.of()));
    }

    @Test
    void letsShortInvocationsTakeTurns() {
        long first = cold(SECOND);
        long second = cold(SECOND);
        long now = 2 * SECOND;
        pool.release(first, true, now);
        pool.release(second, true, now);
        pool.acquire(NEEDS, now);
        pool.acquire(NEEDS, now);
        pool.release(first, true, now + SECOND / 10_000);
        assertThat(pool.acquire(NEEDS, now)).isEqualTo(new Acquired.Warm(first, false, List.of()));
        Acquired.Turn turn = (Acquired.Turn) pool.acquire(NEEDS, now);
        Acquired.Turn later = (Acquired.Turn) pool.acquire(NEEDS, now);
        assertThat(pool.release(second, true, now)).containsExactly(new PoolCommand.HandOver(second, turn.ticket()));
        assertThat(pool.usage(KEY).busy()).isEqualTo(2);
        // Nobody was done in time: for a second everyone gets an environment of his own.
        pool.giveUp(KEY, later.ticket(), now);
        assertThat(pool.acquire(NEEDS, now + SECOND / 2)).isInstanceOf(Acquired.Cold.class);
        assertThat(pool.acquire(NEEDS, now + SECOND)).isInstanceOf(Acquired.Turn.class);
    }

    @Test
    void waitsForNoLongInvocations() {
        long first = cold(SECOND);
        cold(SECOND);
        pool.release(first, true, SECOND + SECOND / 100);
        assertThat(pool.acquire(NEEDS, 2 * SECOND)).isEqualTo(new Acquired.Warm(first, false, List.of()));
        assertThat(pool.acquire(NEEDS, 2 * SECOND)).isInstanceOf(Acquired.Cold.class);
    }

    @Test
    void keepsReservedConcurrency() {
        pool.reserve("f", 1);
        long id = cold(SECOND);
        assertThat(pool.acquire(NEEDS, SECOND))
                .isEqualTo(new Acquired.Refused(ThrottleReason.RESERVED_CONCURRENCY, List.of()));
        pool.release(id, true, SECOND);
        assertThat(pool.acquire(NEEDS, SECOND)).isInstanceOf(Acquired.Warm.class);
        pool.reserve("f", 0);
        pool.reserve("f", null);
        assertThat(pool.acquire(NEEDS, SECOND)).isInstanceOf(Acquired.Cold.class);
    }

    @Test
    void keepsThePoolAsLargeAsTheDemand() {
        assertThat(pool.tick(SECOND)).containsExactly(new PoolCommand.Warm(1, "python"));
        warm(pool, new PoolCommand.Warm(1, "python"));
        Acquired.Cold first = (Acquired.Cold) pool.acquire(NEEDS, SECOND);
        assertThat(first.commands()).containsExactly(new PoolCommand.Assign(1, KEY));
        pool.acquire(NEEDS, SECOND);
        pool.acquire(NEEDS, SECOND);
        // Three were asked for within a moment: three are to be ready, two made at a time.
        assertThat(pool.tick(SECOND)).hasSize(2).allMatch(command -> command instanceof PoolCommand.Warm);
    }

    @Test
    void leavesTheProcessorsToWhoeverHasJustGotOne() {
        EnvironmentPool pool = new EnvironmentPool(
                new PoolLimits(4, 2, 512, 600 * SECOND, SECOND / 10, 3600 * SECOND, 2, 4, 2, SECOND / 50));
        pool.keepReady(List.of("python"));
        pool.tick(SECOND).forEach(command -> warm(pool, command));
        long first = pool.acquire(NEEDS, 2 * SECOND).commands().getFirst().environment();
        assertThat(pool.tick(2 * SECOND)).isEmpty();
        assertThat(pool.refillDue(2 * SECOND)).isEqualTo(SECOND / 2);
        pool.started(first, 2 * SECOND);
        assertThat(pool.refillDue(2 * SECOND)).isEqualTo(SECOND / 50);
        assertThat(pool.tick(2 * SECOND + SECOND / 50)).hasSize(1);
        pool.acquire(NEEDS, 3 * SECOND);
        // Nothing is left for the next one, who would have to wait longer.
        assertThat(pool.refillDue(3 * SECOND)).isZero();
        assertThat(pool.tick(3 * SECOND)).hasSize(1);
    }

    @Test
    void givesOneThatBootsRatherThanNoneAtAll() {
        pool.tick(SECOND);
        assertThat(pool.acquire(NEEDS, SECOND).commands()).containsExactly(new PoolCommand.Start(2, KEY));
        pool.booted(1, SECOND);
        assertThat(pool.acquire(NEEDS, SECOND).commands()).containsExactly(new PoolCommand.Assign(1, KEY));
        pool.warmed(1, SECOND);
        assertThat(pool.usage().pooled()).isZero();
    }

    @Test
    void givesNoneOfWhichItIsNotKnownThatItRuns() {
        pool.tick(SECOND);
        pool.warmed(1, SECOND);
        assertThat(pool.acquire(NEEDS, SECOND).commands()).containsExactly(new PoolCommand.Start(2, KEY));
        pool.booted(1, SECOND);
        assertThat(pool.usage().pooled()).isEqualTo(1);
        assertThat(pool.acquire(NEEDS, SECOND).commands()).containsExactly(new PoolCommand.Assign(1, KEY));
    }

    @Test
    void endsOneThatDoesNotGetReady() {
        pool.tick(SECOND);
        pool.booted(1, SECOND);
        assertThat(pool.tick(60 * SECOND)).isEmpty();
        assertThat(pool.tick(62 * SECOND)).containsExactly(new PoolCommand.End(1, PoolCommand.EndReason.NEVER_READY));
    }

    @Test
    void keepsProvisionedEnvironmentsFromEnding() {
        List<PoolCommand> commands = pool.provision(NEEDS, 2, SECOND);
        assertThat(commands).hasSize(2);
        commands.forEach(command -> pool.started(command.environment(), SECOND));
        assertThat(pool.tick(2000 * SECOND)).noneMatch(command -> command instanceof PoolCommand.End);
        assertThat(pool.usage(KEY).provisionedReady()).isEqualTo(2);
        pool.provision(NEEDS, 0, 2000 * SECOND);
        assertThat(pool.tick(2000 * SECOND).stream().filter(command -> command instanceof PoolCommand.End))
                .hasSize(2);
    }

    @Test
    void doesNotReuseWhatIsRetired() {
        long busy = cold(SECOND);
        long idle = cold(SECOND);
        pool.release(idle, true, SECOND);
        assertThat(pool.retire(KEY, SECOND)).containsExactly(new PoolCommand.End(idle, PoolCommand.EndReason.RETIRED));
        assertThat(pool.release(busy, true, SECOND))
                .containsExactly(new PoolCommand.End(busy, PoolCommand.EndReason.RETIRED));
    }

    private static void warm(EnvironmentPool pool, PoolCommand command) {
        pool.booted(command.environment(), SECOND);
        pool.warmed(command.environment(), SECOND);
    }

    private long cold(long now) {
        Acquired.Cold cold = (Acquired.Cold) pool.acquire(NEEDS, now);
        pool.started(cold.environment(), now);
        return cold.environment();
    }
}
