package dev.gust.services.cloudformation.stacks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Runs steps of which some wait for others: those that are ready at the same time, each on a virtual thread. */
final class ParallelSteps {
    private record Outcome(String step, boolean success) {}

    /** Over all stacks of this process, so that many deployments at once do not overwhelm it. */
    private final Semaphore permits;

    ParallelSteps(int atMost) {
        this.permits = new Semaphore(atMost);
    }

    /**
     * Runs every step after those that it needs, and answers the ones that failed. What needs a failed step is not
     * run. No step begins once {@code goOn} says no; those that run are waited for.
     */
    List<String> run(Map<String, Set<String>> needs, BooleanSupplier goOn, Predicate<String> step)
            throws InterruptedException {
        Set<String> waiting = new LinkedHashSet<>(needs.keySet());
        Set<String> done = new HashSet<>();
        List<String> failed = new ArrayList<>();
        LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        int running = 0;
        while (true) {
            if (goOn.getAsBoolean()) {
                for (String ready : List.copyOf(waiting)) {
                    if (done.containsAll(needs.getOrDefault(ready, Set.of()))) {
                        waiting.remove(ready);
                        running++;
                        start(ready, step, outcomes);
                    }
                }
            }
            if (running == 0) {
                return failed;
            }
            Outcome outcome = outcomes.take();
            running--;
            if (outcome.success()) {
                done.add(outcome.step());
            } else {
                failed.add(outcome.step());
            }
        }
    }

    private void start(String name, Predicate<String> step, LinkedBlockingQueue<Outcome> outcomes) {
        Thread.ofVirtual().name("cloudformation-" + name).start(() -> {
            boolean success = false;
            try {
                permits.acquire();
                try {
                    success = step.test(name);
                } finally {
                    permits.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                outcomes.add(new Outcome(name, success));
            }
        });
    }
}
