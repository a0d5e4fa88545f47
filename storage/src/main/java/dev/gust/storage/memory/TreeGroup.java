package dev.gust.storage.memory;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.engine.WriteGroup;

/** Writes applied to a tree, which becomes the next state when they are made. */
public final class TreeGroup implements WriteGroup {
    private EntryTree tree;

    public TreeGroup(EntryTree tree) {
        this.tree = tree;
    }

    public EntryTree tree() {
        return tree;
    }

    @Override
    public void put(Key key, long version, byte[] value) {
        tree = tree.put(new Entry(key, value, version));
    }

    @Override
    public void delete(Key key) {
        tree = tree.remove(key);
    }

    @Override
    public void deleteRange(KeyRange range) {
        tree = tree.removeRange(range);
    }
}
