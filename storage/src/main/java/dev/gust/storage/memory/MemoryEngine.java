package dev.gust.storage.memory;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.engine.Engine;
import dev.gust.storage.engine.EngineView;
import dev.gust.storage.engine.WriteGroup;

/** Keeps the present state, and nothing else. */
public final class MemoryEngine implements Engine {
    private volatile MemoryView state = new MemoryView(EntryTree.EMPTY, 0);

    @Override
    public long version() {
        return state.version();
    }

    @Override
    public EngineView view() {
        return state;
    }

    @Override
    public WriteGroup newGroup() {
        return new Group(state.tree());
    }

    @Override
    public void write(WriteGroup group, long version, boolean sync) {
        state = new MemoryView(((Group) group).tree, version);
    }

    @Override
    public void sync() {
        // What is in memory only is as safe as it gets.
    }

    @Override
    public void close() {
        // Nothing outlives the object.
    }

    private static final class Group implements WriteGroup {
        private EntryTree tree;

        Group(EntryTree tree) {
            this.tree = tree;
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
}
