package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.lambda.sources.BatchInvoker;
import dev.gust.services.lambda.sources.EventSourceMapping;
import dev.gust.services.lambda.sources.EventSources;
import dev.gust.services.lambda.sources.MappingStore;
import dev.gust.services.lambda.sources.SourceSettings;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that share a store share the shards, and never read one together. */
class TwoServersTest {
    private final Clock clock = Clock.system();
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final RecordedStream stream = new RecordedStream();
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final EventSources first = server("first");
    private final EventSources second = server("second");

    @AfterEach
    void end() {
        first.close();
        second.close();
        store.close();
    }

    @Test
    void aShardHasOneReaderAndAnotherTakesItOver() {
        stream.open("shard", "");
        MappingStore mappings = new MappingStore(store);
        store.write(tx -> mappings.add(
                tx,
                new EventSourceMapping(
                        "mapping",
                        LambdaWorld.ACCOUNT,
                        LambdaWorld.REGION,
                        "arn:aws:lambda:eu-west-1:000000000000:function:f",
                        RecordedStream.ARN.toString(),
                        true,
                        EventSourceMapping.State.CREATING,
                        clock.instant(),
                        "TRIM_HORIZON",
                        new SourceSettings(1, 0, 1, -1, -1, false, false, List.of(), null),
                        Map.of())));
        first.start();
        second.start();
        add(0, 20);
        Await.until(() -> heard.size() >= 20);
        assertThat(heard.stream().map(TwoServersTest::reader).distinct()).hasSize(1);

        String leaving = reader(heard.getFirst());
        (leaving.equals("first") ? first : second).close();
        add(20, 30);
        Await.until(() -> heard.size() >= 30);

        assertThat(heard.subList(20, 30)).noneMatch(each -> reader(each).equals(leaving));
        assertThat(heard).hasSize(30);
        List<String> texts = heard.stream().map(each -> each.split(" ")[1]).toList();
        assertThat(texts).isSorted().doesNotHaveDuplicates();
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            stream.add("shard", "p", String.format("%03d", i), clock.instant());
        }
    }

    private static String reader(String heard) {
        return heard.split(" ")[0];
    }

    private EventSources server(String node) {
        BatchInvoker invoker = (function, requestId, payload) -> {
            String text = new String(payload, StandardCharsets.UTF_8).replaceAll("[^0-9]", "");
            heard.add(node + ' ' + text);
            return new BatchInvoker.Answer.Returned(new byte[0], "1");
        };
        EventOutbox outbox = new EventOutbox() {
            @Override
            public void publish(Transaction transaction, Delivery delivery) {
                throw new AssertionError("nothing fails here");
            }

            @Override
            public boolean canReach(Arn target) {
                return false;
            }
        };
        EventSources server = new EventSources(new EventSources.Work(
                new MappingStore(store),
                invoker,
                outbox,
                clock,
                new Ids(Randomness.seeded(node.length())),
                pattern -> event -> true,
                node,
                6_000_000));
        server.register(stream);
        return server;
    }
}
