package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Key;
import dev.gust.storage.Scan;
import dev.gust.storage.faults.SimulatedStore;

/** Adds rows while there are few, each time counting them: what a scan did not see must not appear. */
final class LimitedRows implements Actor {
    private static final Key ROWS = Key.of("rows");
    private static final int MOST = 3;

    private final Randomness random;
    private SimulatedStore store;

    LimitedRows(Randomness random) {
        this.random = random;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
    }

    @Override
    public void step() {
        boolean remove = random.nextInt(3) == 0;
        boolean backward = random.nextInt(2) == 0;
        store.write(tx -> {
            Scan scan = Scan.under(ROWS).limit(MOST);
            var rows = tx.scan(backward ? scan.backward() : scan).entries();
            if (remove && !rows.isEmpty()) {
                tx.delete(rows.get(random.nextInt(rows.size())).key());
            } else if (rows.size() < MOST) {
                tx.put(ROWS.plusCommitVersion(), new byte[0]);
            }
        });
    }

    @Override
    public void check() {
        assertThat(store.scan(Scan.under(ROWS)).entries()).hasSizeLessThanOrEqualTo(MOST);
    }

    @Override
    public void settle() {
        step();
    }
}
