package dev.gust.storage.timers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerServiceTest {
    @Test
    void firesWhatIsDueAndWhatIsSetMeanwhile() throws Exception {
        Clock clock = Clock.system();
        OrderedStore store = MemoryStore.create();
        CountDownLatch all = new CountDownLatch(201);
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        try (TimerService service = new TimerService(store, clock, "here")) {
            Instant now = clock.instant();
            store.write(tx -> service.timers().set(tx, "tests", "before", now, new byte[0]));
            store.write(tx -> service.timers().set(tx, "nobody", "stays", now, new byte[0]));
            service.handle(
                    "tests",
                    (tx, timer) -> tx.afterCommit(version -> {
                        fired.add(timer.id());
                        all.countDown();
                    }));
            for (int i = 0; i < 200; i++) {
                String id = "t" + i;
                Instant due = now.plusMillis(i % 50);
                store.write(tx -> service.timers().set(tx, "tests", id, due, new byte[0]));
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(fired).hasSize(201).doesNotHaveDuplicates();
        assertThat(new Timers().find(store, "nobody", "stays")).isPresent();
    }
}
