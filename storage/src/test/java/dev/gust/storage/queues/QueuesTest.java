package dev.gust.storage.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.base.time.ManualClock;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private static final Key QUEUE = Key.of(KeySpace.CHURN, "000000000000", "us-east-1", "test", "queue");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final int WINDOW = 64;
    private static final Claim ONE = Claim.of(1, TEN_SECONDS);
    private static final Claim TEN = Claim.of(10, TEN_SECONDS);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final OrderedStore store = MemoryStore.create();
    private final Queues queues = new Queues(store, clock, WINDOW);

    @Test
    void claimsInTheOrderOfCommits() {
        add("a");
        store.write(tx -> {
            queues.add(tx, QUEUE, bytes("b"), Duration.ZERO);
            queues.add(tx, QUEUE, bytes("c"), Duration.ZERO);
        });
        assertThat(claim(ONE)).containsExactly("a");
        assertThat(claim(TEN)).containsExactly("b", "c");
        assertThat(claim(TEN)).isEmpty();
    }

    @Test
    void hidesMessageUntilTimeout() {
        add("a");
        ClaimedMessage first = queues.claim(QUEUE, ONE).getFirst();
        clock.advance(TEN_SECONDS.minusMillis(1));
        assertThat(claim(ONE)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        ClaimedMessage second = queues.claim(QUEUE, ONE).getFirst();

        assertThat(second.claims()).isEqualTo(2);
        assertThat(second.firstClaimed()).isEqualTo(first.firstClaimed());
        assertThat(queues.acknowledge(QUEUE, first.receipt()))
                .as("claimed again since")
                .isFalse();
        assertThat(queues.acknowledge(QUEUE, Receipt.ofText(second.receipt().toText())))
                .isTrue();
        assertThat(queues.acknowledge(QUEUE, second.receipt())).isFalse();
        assertThat(store.scan(Scan.of(KeyRange.under(QUEUE))).entries()).isEmpty();
    }

    @Test
    void delaysMessages() {
        store.write(tx -> queues.add(tx, QUEUE, bytes("later"), TEN_SECONDS));
        add("now");
        assertThat(claim(TEN)).containsExactly("now");
        clock.advance(TEN_SECONDS);
        assertThat(claim(TEN)).as("both are ready").containsExactly("later", "now");
    }

    @Test
    void extendsAndReturnsClaims() {
        add("a");
        ClaimedMessage message = queues.claim(QUEUE, ONE).getFirst();
        assertThat(queues.extend(QUEUE, message.receipt(), Duration.ofSeconds(60)))
                .isTrue();
        clock.advance(Duration.ofSeconds(59));
        assertThat(claim(ONE)).isEmpty();
        assertThat(queues.extend(QUEUE, message.receipt(), Duration.ZERO)).isTrue();
        assertThat(claim(ONE)).containsExactly("a");
    }

    @Test
    void handsExhaustedMessagesOver() {
        Key dead = QUEUE.plus("dead");
        Claim claim = ONE.exhaustedAfter(2, (tx, body) -> queues.add(tx, dead, body, Duration.ZERO));
        add("poison");
        assertThat(claim(claim)).containsExactly("poison");
        clock.advance(TEN_SECONDS);
        assertThat(claim(claim)).containsExactly("poison");
        clock.advance(TEN_SECONDS);
        assertThat(claim(claim)).isEmpty();
        assertThat(texts(queues.claim(dead, ONE))).containsExactly("poison");
    }

    @Test
    void findsEverythingAfterReopening() {
        for (int i = 0; i < 3 * WINDOW; i++) {
            add("m" + i);
        }
        assertThat(claim(TEN)).hasSize(10);
        Queues reopened = new Queues(store, clock, WINDOW);
        List<String> all = new ArrayList<>();
        for (List<String> page = texts(reopened.claim(QUEUE, TEN)); !page.isEmpty(); ) {
            all.addAll(page);
            page = texts(reopened.claim(QUEUE, TEN));
        }
        assertThat(all).hasSize(3 * WINDOW - 10).doesNotHaveDuplicates().startsWith("m10", "m11");
        assertThat(all.getLast()).isEqualTo("m" + (3 * WINDOW - 1));
    }

    @Test
    void twoProcessesNeverShareAClaim() {
        Queues other = new Queues(store, clock, WINDOW);
        for (int i = 0; i < 50; i++) {
            add("m" + i);
        }
        List<String> all = new ArrayList<>();
        int before = -1;
        while (all.size() > before) {
            before = all.size();
            all.addAll(texts(queues.claim(QUEUE, Claim.of(3, TEN_SECONDS))));
            all.addAll(texts(other.claim(QUEUE, Claim.of(4, TEN_SECONDS))));
        }
        assertThat(all).hasSize(50).doesNotHaveDuplicates();
        store.write(tx -> other.add(tx, QUEUE, bytes("from the other"), Duration.ZERO));
        clock.advance(QueueHead.FULL_LOOK);
        assertThat(claim(Claim.of(100, TEN_SECONDS))).contains("from the other");
    }

    @Test
    void countsAndClears() {
        add("a");
        add("b");
        add("c");
        store.write(tx -> queues.add(tx, QUEUE, bytes("d"), TEN_SECONDS));
        queues.claim(QUEUE, ONE);
        assertThat(queues.depth(store, QUEUE, 100)).isEqualTo(new QueueDepth(2, 1, 1));
        store.write(tx -> queues.clear(tx, QUEUE));
        assertThat(queues.depth(store, QUEUE, 100)).isEqualTo(new QueueDepth(0, 0, 0));
        assertThat(claim(TEN)).isEmpty();
        add("e");
        assertThat(claim(TEN)).containsExactly("e");
    }

    @Test
    void waitsForAMessage() throws Exception {
        Queues live = new Queues(store, Clock.system());
        Thread adder = Thread.ofVirtual()
                .unstarted(() -> store.write(tx -> live.add(tx, QUEUE, bytes("a"), Duration.ofMillis(30))));
        assertThat(live.claim(QUEUE, ONE, Duration.ofMillis(1))).isEmpty();
        adder.start();
        assertThat(texts(live.claim(QUEUE, ONE, Duration.ofSeconds(20)))).containsExactly("a");
        adder.join();
    }

    @Test
    void losesAndDoublesNothingUnderConcurrency() throws Exception {
        Queues live = new Queues(store, Clock.system());
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int writer = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 500; j++) {
                    String body = writer + "-" + j;
                    store.write(tx -> live.add(tx, QUEUE, bytes(body), Duration.ZERO));
                }
            }));
            threads.add(Thread.ofVirtual().start(() -> {
                while (seen.size() < 2_000) {
                    for (ClaimedMessage message : live.claim(QUEUE, Claim.of(7, Duration.ofMinutes(1)))) {
                        seen.add(text(message));
                        live.acknowledge(QUEUE, message.receipt());
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(seen).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(store.scan(Scan.of(KeyRange.under(QUEUE))).entries()).isEmpty();
    }

    private void add(String body) {
        store.write(tx -> queues.add(tx, QUEUE, bytes(body), Duration.ZERO));
    }

    private List<String> claim(Claim claim) {
        return texts(queues.claim(QUEUE, claim));
    }

    private static List<String> texts(List<ClaimedMessage> messages) {
        return messages.stream().map(QueuesTest::text).toList();
    }

    private static String text(ClaimedMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
