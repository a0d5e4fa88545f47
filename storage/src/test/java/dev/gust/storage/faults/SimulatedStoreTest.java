package dev.gust.storage.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.storage.Commit;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.contract.OrderedStoreContract;
import dev.gust.storage.contract.TransactionContract;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SimulatedStoreTest extends OrderedStoreContract {
    @Override
    protected OrderedStore open() {
        return disk(1, Faults.NONE).open();
    }

    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected OrderedStore open() {
            return disk(1, Faults.NONE).open();
        }
    }

    @Test
    void whatWasSyncedSurvivesAndTheRestIsLostFromItsEnd() {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = disk(seed, Faults.NONE);
            OrderedStore before = disk.open();
            before.commit(put("a", "synced"));
            before.commit(relaxed("b"));
            before.commit(relaxed("c"));
            disk.crash();
            assertThatThrownBy(() -> before.commit(put("d", "zombie"))).isInstanceOf(SimulatedCrash.class);
            store = disk.open();
            outcomes.add(String.join(" ", all()));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("a=synced", "a=synced b=1", "a=synced b=1 c=1");
    }

    @Test
    void crashesAtEveryBoundary() {
        Set<String> outcomes = new HashSet<>();
        Faults crashing = new Faults(300_000, 0, 0, 0, Duration.ZERO);
        for (int seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = disk(seed, crashing);
            String told = "acknowledged";
            try {
                disk.open().commit(put("a", "1"));
            } catch (SimulatedCrash crash) {
                told = crash.getMessage();
            }
            store = disk.open();
            outcomes.add(told + ": " + all());
        }
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "acknowledged: [a=1]",
                        "simulated crash before a write: []",
                        "simulated crash between write and sync: []",
                        "simulated crash between write and sync: [a=1]",
                        "simulated crash after a sync: [a=1]");
    }

    @Test
    void aFullDiskRefusesWritesForAWhileAndReadsGoOn() {
        SimulatedDisk disk = disk(1, Faults.NONE);
        store = disk.open();
        store.commit(put("a", "1"));
        disk.faults(new Faults(0, Faults.MILLION, 0, 0, Duration.ZERO));
        assertThatThrownBy(() -> store.commit(put("a", "2")))
                .isInstanceOfSatisfying(
                        StorageFullException.class,
                        failure -> assertThat(failure.retriable()).isTrue());
        assertThat(all()).containsExactly("a=1");
        disk.faults(Faults.NONE);
        boolean written = false;
        for (int i = 0; i < 20 && !written; i++) {
            try {
                store.commit(put("a", "3"));
                written = true;
            } catch (StorageFullException stillFull) {
                written = false;
            }
        }
        assertThat(all()).containsExactly("a=3");
    }

    @Test
    void aBrokenDiskTakesNothingUntilItIsOpenedAgain() {
        SimulatedDisk disk = disk(1, new Faults(0, 0, Faults.MILLION, 0, Duration.ZERO));
        store = disk.open();
        assertThatThrownBy(() -> store.commit(put("a", "1"))).isInstanceOf(StorageFailedException.class);
        disk.faults(Faults.NONE);
        assertThatThrownBy(() -> store.commit(put("a", "1"))).isInstanceOf(StorageFailedException.class);
        store = disk.open();
        store.commit(put("a", "2"));
        assertThat(all()).containsExactly("a=2");
    }

    private static SimulatedDisk disk(long seed, Faults faults) {
        return new SimulatedDisk(Randomness.seeded(seed), new SimulatedClock(Instant.EPOCH), faults);
    }

    private static Commit relaxed(String name) {
        return Commit.builder().put(key(name), bytes("1")).relaxed().build();
    }
}
