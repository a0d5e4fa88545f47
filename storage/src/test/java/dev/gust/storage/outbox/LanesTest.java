package dev.gust.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final LaneLimits SMALL = new LaneLimits(6, 3, 5);

    private final Lanes lanes = new Lanes(SMALL);

    @Test
    void deliversWhatIsDueAndWakesForTheRest() {
        lanes.offer(new Pending("a", 100, "now"));
        lanes.offer(new Pending("a", 200, "later"));

        assertThat(ids(lanes.steps(100))).containsExactly("now");
        assertThat(lanes.nextWake()).isEqualTo(200);
        assertThat(ids(lanes.steps(199))).isEmpty();
        assertThat(ids(lanes.steps(200))).containsExactly("later");
    }

    @Test
    void aSlowTargetHoldsUpNobodyElse() {
        for (int i = 0; i < 5; i++) {
            lanes.offer(new Pending("slow", 1, "s" + i));
        }
        assertThat(ids(lanes.steps(1))).containsExactly("s0", "s1", "s2");

        lanes.offer(new Pending("quick", 2, "q"));

        assertThat(ids(lanes.steps(2))).containsExactly("q");
    }

    @Test
    void lanesTakeTurns() {
        for (int i = 0; i < 3; i++) {
            lanes.offer(new Pending("a", 1, "a" + i));
            lanes.offer(new Pending("b", 1, "b" + i));
        }
        assertThat(ids(lanes.steps(1))).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }

    @Test
    void readsOnInTheStoreWhenTheWindowIsWorkedOff() {
        for (int i = 0; i < 7; i++) {
            lanes.offer(new Pending("a", 1, "" + i));
        }
        for (int i = 0; i < 5; i++) {
            List<Lanes.Step> steps = lanes.steps(1);
            for (Lanes.Step step : steps) {
                if (step instanceof Lanes.Step.Take(Pending pending)) {
                    lanes.finished(pending);
                }
            }
        }
        lanes.refilled("a", List.of(new Pending("a", 1, "5"), new Pending("a", 1, "6")), false);
        assertThat(ids(lanes.steps(1))).containsExactly("5", "6");
    }

    @Test
    void forgetsLanesThatAreDone() {
        Pending only = new Pending("a", 1, "x");
        lanes.offer(only);
        assertThat(lanes.steps(1)).hasSize(1);
        lanes.finished(only);
        assertThat(lanes.steps(1)).isEmpty();
        assertThat(lanes.lanes()).isZero();
    }

    /** A model of the store, and random news in random order: in the end nothing is left, and no bound was ever crossed. */
    @Test
    void deliversEverythingWithinItsBoundsWhateverTheOrder() {
        for (long seed = 1; seed <= 500; seed++) {
            new Run(seed).go();
        }
    }

    private static final class Run {
        private final Randomness random;
        private final long seed;
        private final Lanes lanes = new Lanes(SMALL);
        private final Map<String, TreeSet<Pending>> store = new HashMap<>();
        private final Map<String, Set<String>> running = new HashMap<>();
        private final List<Pending> inFlight = new ArrayList<>();
        private final List<Lanes.Step.Refill> refills = new ArrayList<>();
        private long now = 1;
        private int made;

        Run(long seed) {
            this.seed = seed;
            this.random = Randomness.seeded(seed);
        }

        void go() {
            for (int step = 0; step < 300; step++) {
                act(random.nextInt(10));
            }
            for (int step = 0; step < 3000 && store.values().stream().anyMatch(lane -> !lane.isEmpty()); step++) {
                now++;
                finishOne();
                refillOne();
                take();
            }
            assertThat(store.values()).as("seed %s", seed).allMatch(TreeSet::isEmpty);
        }

        private void act(int choice) {
            switch (choice) {
                case 0, 1, 2, 3 -> publish();
                case 4, 5 -> finishOne();
                case 6, 7 -> refillOne();
                case 8 -> now += random.nextInt(5);
                default -> store.keySet().forEach(lanes::seenInStore);
            }
            take();
        }

        private void publish() {
            Pending pending = new Pending("lane" + random.nextInt(4), now + random.nextInt(8), "id" + made++);
            store.computeIfAbsent(pending.lane(), lane -> new TreeSet<>()).add(pending);
            lanes.offer(pending);
        }

        private void finishOne() {
            if (inFlight.isEmpty()) {
                return;
            }
            Pending pending = inFlight.remove(random.nextInt(inFlight.size()));
            running.get(pending.lane()).remove(pending.id());
            store.get(pending.lane()).remove(pending);
            Pending later = new Pending(pending.lane(), now + random.nextInt(10), pending.id());
            boolean again = made < 200 && random.nextInt(4) == 0;
            if (again) {
                store.get(later.lane()).add(later);
            }
            lanes.finished(pending);
            if (again) {
                lanes.offer(later);
            }
        }

        private void refillOne() {
            if (refills.isEmpty()) {
                return;
            }
            Lanes.Step.Refill refill = refills.remove(random.nextInt(refills.size()));
            if (random.nextInt(5) == 0) {
                lanes.refillFailed(refill.lane());
                lanes.seenInStore(refill.lane());
                return;
            }
            List<Pending> all = List.copyOf(store.get(refill.lane()));
            int limit = Math.min(refill.limit(), all.size());
            lanes.refilled(refill.lane(), all.subList(0, limit), all.size() > limit);
        }

        private void take() {
            for (Lanes.Step step : lanes.steps(now)) {
                switch (step) {
                    case Lanes.Step.Refill refill -> refills.add(refill);
                    case Lanes.Step.Take(Pending pending) -> {
                        assertThat(pending.dueMillis()).as("seed %s", seed).isLessThanOrEqualTo(now);
                        Set<String> lane = running.computeIfAbsent(pending.lane(), name -> new HashSet<>());
                        assertThat(lane.add(pending.id())).as("seed %s", seed).isTrue();
                        assertThat(lane).as("seed %s", seed).hasSizeLessThanOrEqualTo(3);
                        inFlight.add(pending);
                        assertThat(inFlight).as("seed %s", seed).hasSizeLessThanOrEqualTo(6);
                    }
                }
            }
        }
    }

    private static List<String> ids(List<Lanes.Step> steps) {
        return steps.stream()
                .filter(Lanes.Step.Take.class::isInstance)
                .map(step -> ((Lanes.Step.Take) step).pending().id())
                .toList();
    }
}
