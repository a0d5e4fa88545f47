package dev.gust.services.cloudformation.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.TransactionBody;
import dev.gust.storage.Watch;
import dev.gust.storage.memory.MemoryStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An operation is cut short at every one of its commits in turn, and must end as if it had not been. */
class StackResumptionTest {
    private static final String BEFORE = """
            Resources:
              Grown: {Type: 'Test::Thing', Properties: {Size: 1}}
              Renamed: {Type: 'Test::Thing', Properties: {Name: old}}
              Gone: {Type: 'Test::Thing', Properties: {Name: gone}}
            """;
    private static final String AFTER = """
            Resources:
              Grown: {Type: 'Test::Thing', Properties: {Size: 2}}
              Renamed: {Type: 'Test::Thing', Properties: {Name: new}}
              Fresh: {Type: 'Test::Thing', Properties: {Name: fresh, Uses: [!Ref Renamed]}}
            """;
    private static final String FAILING =
            AFTER + "  Bad: {Type: 'Test::Thing', DependsOn: Fresh, Properties: {Fail: create}}\n";

    /** A store that takes a number of commits and then none, as if the process had died. */
    private static final class Mortal implements OrderedStore {
        private final OrderedStore store;
        private final AtomicInteger left;

        Mortal(OrderedStore store, int commits) {
            this.store = store;
            this.left = new AtomicInteger(commits);
        }

        boolean isDead() {
            return left.get() < 0;
        }

        private void live() {
            if (left.decrementAndGet() < 0) {
                throw new StorageFailedException("the process is dead", new IllegalStateException("dead"));
            }
        }

        @Override
        public Snapshot snapshot() {
            return store.snapshot();
        }

        @Override
        public long commit(Commit commit) {
            live();
            return store.commit(commit);
        }

        @Override
        public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
            live();
            return store.transact(body);
        }

        @Override
        public Watch watch(Key prefix, Runnable hint) {
            return store.watch(prefix, hint);
        }

        @Override
        public long version() {
            return store.version();
        }

        @Override
        public void close() {}
    }

    /** What is cut short. */
    private interface Begin {
        void run(Deployment deployment, StackId id) throws InterruptedException;
    }

    private static Stack cutShortAndResumed(
            Things things, OrderedStore store, String before, int commits, Begin begin, boolean[] died)
            throws Exception {
        StackId id;
        try (Deployment whole = new Deployment(store, things)) {
            id = whole.create("notes", Deployment.request(before)).id();
        }
        Mortal mortal = new Mortal(store, commits);
        try (Deployment dying = new Deployment(mortal, things)) {
            begin.run(dying, id);
            dying.engine.quiesce();
        } catch (StorageException e) {
            assertThat(mortal.isDead()).isTrue();
        }
        died[0] = mortal.isDead();
        try (Deployment next = new Deployment(store, things)) {
            next.engine.resume();
            return next.finished(id);
        }
    }

    @Test
    void finishesAnUpdate() throws Exception {
        boolean[] died = {true};
        for (int commits = 1; died[0]; commits++) {
            Things things = new Things();
            Stack stack = cutShortAndResumed(
                    things,
                    MemoryStore.create(),
                    BEFORE,
                    commits,
                    (deployment, id) -> deployment.stacks.update(id, Deployment.request(AFTER)),
                    died);
            assertThat(stack.status()).as("after %s commits", commits).isEqualTo(StackStatus.UPDATE_COMPLETE);
            assertThat(things.existing)
                    .as("after %s commits", commits)
                    .hasSize(3)
                    .containsKeys("new", "fresh");
        }
    }

    @Test
    void finishesARollback() throws Exception {
        boolean[] died = {true};
        for (int commits = 1; died[0]; commits++) {
            Things things = new Things();
            Stack stack = cutShortAndResumed(
                    things,
                    MemoryStore.create(),
                    BEFORE,
                    commits,
                    (deployment, id) -> deployment.stacks.update(id, Deployment.request(FAILING)),
                    died);
            assertThat(stack.status()).as("after %s commits", commits).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
            assertThat(things.existing)
                    .as("after %s commits", commits)
                    .hasSize(3)
                    .containsKeys("old", "gone");
            assertThat(things.existing.values().stream().flatMap(thing -> thing.whole("Size").stream()))
                    .containsExactly(1L);
        }
    }

    @Test
    void finishesADeletion() throws Exception {
        boolean[] died = {true};
        for (int commits = 1; died[0]; commits++) {
            Things things = new Things();
            Stack stack = cutShortAndResumed(
                    things,
                    MemoryStore.create(),
                    BEFORE,
                    commits,
                    (deployment, id) -> deployment.stacks.delete(id, Deployment.request("unused")),
                    died);
            assertThat(stack.status()).as("after %s commits", commits).isEqualTo(StackStatus.DELETE_COMPLETE);
            assertThat(things.existing).isEmpty();
        }
    }
}
