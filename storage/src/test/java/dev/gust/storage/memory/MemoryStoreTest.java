package dev.gust.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.storage.contract.OrderedStoreContract;
import dev.gust.storage.contract.TransactionContract;
import dev.gust.storage.engine.CommittingStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends OrderedStoreContract {
    @Override
    protected OrderedStore open() {
        return MemoryStore.create();
    }

    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected OrderedStore open() {
            return MemoryStore.create();
        }
    }

    @Test
    void snapshotsEndAfterTheirLife() {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        try (OrderedStore aging = MemoryStore.create(clock, Randomness.seeded(1))) {
            aging.commit(put("a", "1"));
            try (var first = aging.snapshot()) {
                clock.advance(CommittingStore.SNAPSHOT_LIFE.dividedBy(2));
                try (var second = aging.snapshot()) {
                    clock.advance(CommittingStore.SNAPSHOT_LIFE.dividedBy(2).plusMillis(1));
                    assertThatThrownBy(() -> first.get(key("a"))).isInstanceOf(StaleSnapshotException.class);
                    assertThat(second.get(key("a"))).isPresent();
                    clock.advance(Duration.ofDays(1));
                    assertThatThrownBy(() -> second.scan(Scan.under(ROOT))).isInstanceOf(StaleSnapshotException.class);
                }
            }
            assertThat(aging.<Boolean>read(snapshot -> snapshot.get(key("a")).isPresent()))
                    .isTrue();
        }
    }
}
