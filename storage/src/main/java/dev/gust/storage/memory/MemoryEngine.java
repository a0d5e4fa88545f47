package dev.gust.storage.memory;

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
        return new TreeGroup(state.tree());
    }

    @Override
    public void write(WriteGroup group, long version, boolean sync) {
        state = new MemoryView(((TreeGroup) group).tree(), version);
    }

    @Override
    public void sync() {
        // What is in memory only is as safe as it gets.
    }

    @Override
    public void close() {
        // Nothing outlives the object.
    }
}
