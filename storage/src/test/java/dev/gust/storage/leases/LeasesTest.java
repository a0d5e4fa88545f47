package dev.gust.storage.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.time.ManualClock;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Key FACT = Key.of("fact");

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final OrderedStore store = MemoryStore.create();
    private final Leases leases = new Leases(store, clock);

    @Test
    void isHeldByOneAtATime() {
        assertThat(leases.take("poller", "one", TEN_SECONDS)).isPresent();
        assertThat(leases.take("poller", "two", TEN_SECONDS)).isEmpty();
        assertThat(leases.take("other", "two", TEN_SECONDS)).isPresent();
    }

    @Test
    void isFreeWhenItRunsOutOrIsGivenUp() {
        Lease first = leases.take("poller", "one", TEN_SECONDS).orElseThrow();
        clock.advance(TEN_SECONDS);
        Lease second = leases.take("poller", "two", TEN_SECONDS).orElseThrow();
        assertThat(second.token()).isGreaterThan(first.token());

        leases.giveUp(first);
        assertThat(leases.take("poller", "one", TEN_SECONDS))
                .as("not the former holder's to give")
                .isEmpty();
        leases.giveUp(second);
        assertThat(leases.take("poller", "one", TEN_SECONDS).orElseThrow().token())
                .isGreaterThan(second.token());
    }

    @Test
    void isRenewedByItsHolderOnly() {
        Lease lease = leases.take("poller", "one", TEN_SECONDS).orElseThrow();
        clock.advance(Duration.ofSeconds(9));
        lease = leases.renew(lease, TEN_SECONDS).orElseThrow();
        clock.advance(Duration.ofSeconds(9));
        assertThat(leases.take("poller", "two", TEN_SECONDS)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(leases.take("poller", "two", TEN_SECONDS)).isPresent();
        assertThat(leases.renew(lease, TEN_SECONDS)).isEmpty();
    }

    @Test
    void fencesOffAFormerHolder() {
        Lease former = leases.take("poller", "one", TEN_SECONDS).orElseThrow();
        clock.advance(TEN_SECONDS);
        assertThat(leases.take("poller", "two", TEN_SECONDS)).isPresent();

        assertThatThrownBy(() -> writeUnder(former)).isInstanceOf(LeaseLostException.class);
        assertThat(store.get(FACT)).isEmpty();
    }

    @Test
    void fencesOffAHolderThatLosesItDuringTheTransaction() {
        Lease former = leases.take("poller", "one", TEN_SECONDS).orElseThrow();
        assertThatThrownBy(() -> store.write(tx -> {
                    leases.guard(tx, former);
                    clock.advance(TEN_SECONDS);
                    leases.take("poller", "two", TEN_SECONDS);
                    tx.put(FACT, new byte[1]);
                }))
                .isInstanceOf(LeaseLostException.class);
        assertThat(store.get(FACT)).isEmpty();
    }

    @Test
    void aHolderThatComesBackFencesOffItsFormerSelf() {
        Lease before = leases.take("poller", "one", TEN_SECONDS).orElseThrow();
        Lease after = leases.take("poller", "one", TEN_SECONDS).orElseThrow();

        assertThatThrownBy(() -> writeUnder(before)).isInstanceOf(LeaseLostException.class);
        writeUnder(after);
        assertThat(store.get(FACT)).isPresent();
    }

    private void writeUnder(Lease lease) {
        store.write(tx -> {
            leases.guard(tx, lease);
            tx.put(FACT, new byte[1]);
        });
    }
}
