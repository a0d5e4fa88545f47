package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapKeeperTest {
    private long committed;
    private long used;
    private int collections;
    private final HeapKeeper keeper = new HeapKeeper(() -> committed, () -> {
        collections++;
        committed = used;
    });

    @Test
    void collectsWhatGrewBeyondWhatIsInUse() {
        committed = HeapKeeper.ENOUGH;
        keeper.look();
        assertThat(collections).isZero();

        used = HeapKeeper.ENOUGH / 2;
        committed = HeapKeeper.ENOUGH + 1;
        keeper.look();
        assertThat(collections).isEqualTo(1);
        assertThat(committed).isEqualTo(used);
    }

    @Test
    void leavesALargeHeapInPeaceUntilItHasGrownByAThird() {
        used = 3 * HeapKeeper.ENOUGH;
        committed = used;
        keeper.look();
        committed = used / 3 * 4;
        keeper.look();
        assertThat(collections).isEqualTo(1);
        committed++;
        keeper.look();
        assertThat(collections).isEqualTo(2);
    }
}
