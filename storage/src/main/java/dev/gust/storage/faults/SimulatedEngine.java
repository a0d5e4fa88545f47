package dev.gust.storage.faults;

import dev.gust.storage.engine.Engine;
import dev.gust.storage.engine.EngineView;
import dev.gust.storage.engine.WriteGroup;
import dev.gust.storage.memory.MemoryView;
import dev.gust.storage.memory.TreeGroup;

/** An engine on a simulated disk. As with a real one, a group becomes visible when its write is done, synced if it is to be. */
final class SimulatedEngine implements Engine {
    private final SimulatedDisk disk;
    private final int epoch;
    private MemoryView visible;

    SimulatedEngine(SimulatedDisk disk, int epoch) {
        this.disk = disk;
        this.epoch = epoch;
        this.visible = disk.latest(epoch);
    }

    @Override
    public long version() {
        return visible.version();
    }

    @Override
    public EngineView view() {
        return visible;
    }

    @Override
    public WriteGroup newGroup() {
        return new TreeGroup(disk.latest(epoch).tree());
    }

    @Override
    public void write(WriteGroup group, long version, boolean sync) {
        MemoryView next = new MemoryView(((TreeGroup) group).tree(), version);
        disk.write(epoch, next);
        if (sync) {
            disk.sync(epoch);
        }
        visible = next;
    }

    @Override
    public void sync() {
        disk.sync(epoch);
    }

    @Override
    public void close() {
        // What was synced is on the disk, and the rest may be.
    }
}
