package dev.gust.storage.timers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.ManualClock;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerTimersTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock(START);
    private final OrderedStore store = MemoryStore.create();
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();
    private final OwnerTimers rules = rules("here", (tx, timer) -> fired.add(timer.id()));

    private OwnerTimers rules(String node, TimerHandler handler) {
        OwnerTimers created = new OwnerTimers(store, timers, clock, node, "tests", handler);
        timers.listen((owner, dueMillis) -> created.heardOf(dueMillis));
        return created;
    }

    @Test
    void firesInTheOrderOfDueTimesAndOnce() {
        set("late", 3);
        set("early", 1);
        set("never", 100);

        assertThat(look(rules)).isZero();
        assertThat(rules.next()).contains(START.plusSeconds(1));
        clock.advance(Duration.ofSeconds(5));

        assertThat(look(rules)).isEqualTo(2);
        assertThat(look(rules)).isZero();
        assertThat(fired).containsExactly("early", "late");
    }

    @Test
    void aLateTimerFiresOnce() {
        set("a", 1);
        clock.advance(Duration.ofDays(3));
        OwnerTimers restarted = rules("restarted", (tx, timer) -> fired.add(timer.id() + "@" + timer.due()));

        look(restarted);
        look(restarted);

        assertThat(fired).containsExactly("a@" + START.plusSeconds(1));
    }

    @Test
    void settingAgainReplaces() {
        set("a", 1);
        set("a", 10);
        clock.advance(Duration.ofSeconds(5));
        assertThat(look(rules)).isZero();
        clock.advance(Duration.ofSeconds(5));
        assertThat(look(rules)).isOne();
    }

    @Test
    void cancelledTimersDoNotFire() {
        set("a", 1);
        store.write(tx -> timers.cancel(tx, "tests", "a"));
        clock.advance(Duration.ofSeconds(5));
        assertThat(look(rules)).isZero();
        assertThat(timers.find(store, "tests", "a")).isEmpty();
    }

    @Test
    void findsTimersThatAreSetInThePast() {
        clock.advance(Duration.ofSeconds(100));
        look(rules);
        set("past", 1);
        assertThat(look(rules)).isOne();
    }

    @Test
    void findsTimersThatAnotherNodeSetsInThePast() {
        clock.advance(Duration.ofSeconds(100));
        look(rules);
        Timers another = new Timers();
        store.write(tx -> another.set(tx, "tests", "past", START, new byte[0]));

        clock.advance(OwnerTimers.FULL_LOOK);
        assertThat(look(rules)).isOne();
    }

    @Test
    void effectAndRemovalAreOneCommit() {
        List<String> attempts = new ArrayList<>();
        OwnerTimers failing = rules("here", (tx, timer) -> {
            tx.put(Key.of("effect"), new byte[1]);
            attempts.add(timer.id() + timer.failures());
            if (timer.failures() < 2) {
                throw new IllegalStateException("not yet");
            }
        });
        set("a", 1);
        clock.advance(Duration.ofSeconds(1));
        look(failing);
        assertThat(store.get(Key.of("effect"))).isEmpty();
        look(failing);
        assertThat(attempts).as("pauses after a failure").containsExactly("a0");
        clock.advance(Duration.ofSeconds(1));
        look(failing);
        clock.advance(Duration.ofSeconds(2));
        look(failing);
        assertThat(attempts).containsExactly("a0", "a1", "a2");
        assertThat(store.get(Key.of("effect"))).isPresent();
        clock.advance(Duration.ofDays(1));
        assertThat(look(failing)).isZero();
    }

    @Test
    void aHandlerMaySetItsTimerAgain() {
        OwnerTimers ticking = rules("here", (tx, timer) -> {
            fired.add(timer.due().toString());
            timers.set(tx, "tests", timer.id(), timer.due().plusSeconds(1), timer.payload());
        });
        set("tick", 1);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            look(ticking);
        }
        assertThat(fired).containsExactly("2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z", "2026-01-01T00:00:03Z");
    }

    @Test
    void oneNodeFiresAtATime() {
        List<String> there = new ArrayList<>();
        OwnerTimers other = rules("there", (tx, timer) -> there.add(timer.id()));
        set("a", 1);
        set("b", 100);
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(rules)).isOne();
        assertThat(look(other)).isZero();

        clock.advance(Duration.ofSeconds(100));
        assertThat(other.due()).as("the lease has run out").hasSize(1);
        Timer b = rulesSee("b");
        assertThat(rules.fire(b)).as("the former holder is fenced off").isFalse();
        assertThat(other.fire(b)).isTrue();
        assertThat(fired).containsExactly("a");
        assertThat(there).containsExactly("b");
    }

    private Timer rulesSee(String id) {
        return timers.find(store, "tests", id).orElseThrow();
    }

    private int look(OwnerTimers looking) {
        List<Timer> due = looking.due();
        due.forEach(looking::fire);
        return due.size();
    }

    private void set(String id, int seconds) {
        store.write(tx -> timers.set(tx, "tests", id, START.plusSeconds(seconds), new byte[] {1}));
    }
}
