package dev.gust.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntryTreeTest {
    private static final Key ROOT = Key.of("t");

    @Test
    void behavesAsASortedMapAndKeepsOldStates() {
        Randomness random = Randomness.seeded(7);
        TreeMap<Key, Long> model = new TreeMap<>();
        EntryTree tree = EntryTree.EMPTY;
        List<EntryTree> oldTrees = new ArrayList<>();
        List<TreeMap<Key, Long>> oldModels = new ArrayList<>();
        for (long step = 1; step <= 5_000; step++) {
            Key key = ROOT.plus(random.nextInt(300));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    model.remove(key);
                    tree = tree.remove(key);
                }
                case 2 -> {
                    KeyRange range = new KeyRange(key, ROOT.plus(random.nextInt(300)));
                    if (!range.isEmpty() && random.nextInt(10) == 0) {
                        model.subMap(range.from(), range.to()).clear();
                    } else {
                        range = new KeyRange(key, key);
                    }
                    tree = tree.removeRange(range);
                }
                default -> {
                    model.put(key, step);
                    tree = tree.put(new Entry(key, new byte[0], step));
                }
            }
            assertThat(tree.get(key) == null ? null : tree.get(key).version()).isEqualTo(model.get(key));
            if (step % 500 == 0) {
                oldTrees.add(tree);
                oldModels.add(new TreeMap<>(model));
            }
        }
        for (int i = 0; i < oldTrees.size(); i++) {
            assertSame(oldTrees.get(i), oldModels.get(i), KeyRange.under(ROOT));
            assertSame(oldTrees.get(i), oldModels.get(i), new KeyRange(ROOT.plus(50), ROOT.plus(200)));
        }
    }

    private static void assertSame(EntryTree tree, NavigableMap<Key, Long> model, KeyRange range) {
        List<Long> expected =
                List.copyOf(model.subMap(range.from(), true, range.to(), false).values());
        List<Long> forward = new ArrayList<>();
        tree.forward(range, entry -> forward.add(entry.version()));
        List<Long> backward = new ArrayList<>();
        tree.backward(range, entry -> backward.add(entry.version()));
        assertThat(forward).isEqualTo(expected);
        assertThat(backward.reversed()).isEqualTo(expected);
    }
}
