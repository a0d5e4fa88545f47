package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Commit;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Commits without conditions, SYNC and RELAXED. Every commit also writes its number, so the store tells which was its last: the
 * content must be that of a model after exactly this one, and no acknowledged SYNC commit may come after it.
 */
final class RawWriter implements Actor {
    private static final Key ROOT = Key.of("raw");
    private static final Key LAST = Key.of("raw last");

    /** A commit: its number, and the whole content after it. */
    private record State(long number, NavigableMap<Key, Long> content) {}

    private final Randomness random;
    private final List<State> states = new ArrayList<>(List.of(new State(0, new TreeMap<>())));
    private SimulatedStore store;
    private long numbers;
    private long mustSurvive;

    RawWriter(Randomness random) {
        this.random = random;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
        long last = last();
        while (states.getLast().number() != last) {
            assertThat(states.getLast().number())
                    .as("acknowledged as durable, and lost")
                    .isNotEqualTo(mustSurvive);
            states.removeLast();
        }
        mustSurvive = last;
    }

    @Override
    public void step() {
        long number = ++numbers;
        boolean relaxed = random.nextInt(3) == 0;
        Commit.Builder commit = Commit.builder();
        List<Consumer<NavigableMap<Key, Long>>> effects = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Key key = ROOT.plus(random.nextInt(30));
            switch (random.nextInt(6)) {
                case 0 -> {
                    commit.delete(key);
                    effects.add(content -> content.remove(key));
                }
                case 1 -> {
                    KeyRange range = new KeyRange(key, ROOT.plus(random.nextInt(30)));
                    commit.deleteRange(range);
                    effects.add(content -> {
                        if (!range.isEmpty()) {
                            content.subMap(range.from(), true, range.to(), false)
                                    .clear();
                        }
                    });
                }
                default -> {
                    commit.put(key, bytes(number));
                    effects.add(content -> content.put(key, number));
                }
            }
        }
        commit.put(LAST, bytes(number));
        Commit made = relaxed ? commit.relaxed().build() : commit.build();
        try {
            store.commit(made);
        } catch (SimulatedCrash | StorageFailedException unknown) {
            // It may be the store's last, or not be there; if it is not, opening will drop this state again.
            addState(number, effects);
            throw unknown;
        }
        addState(number, effects);
        if (!relaxed) {
            mustSurvive = number;
        }
    }

    @Override
    public void check() {
        if (states.getLast().number() != last()) {
            return;
        }
        TreeMap<Key, Long> stored = new TreeMap<>();
        for (Entry entry : store.scan(Scan.under(ROOT)).entries()) {
            stored.put(entry.key(), ByteBuffer.wrap(entry.value()).getLong());
        }
        if (!stored.equals(states.getLast().content())) {
            assertThat(stored).isEqualTo(states.getLast().content());
        }
    }

    @Override
    public void settle() {
        assertThat(states.getLast().number()).isEqualTo(last());
    }

    private void addState(long number, List<Consumer<NavigableMap<Key, Long>>> effects) {
        TreeMap<Key, Long> content = new TreeMap<>(states.getLast().content());
        effects.forEach(effect -> effect.accept(content));
        states.add(new State(number, content));
    }

    private long last() {
        return store.get(LAST)
                .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                .orElse(0L);
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
