package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BatchWriteItemInput;
import dev.gust.wire.model.dynamodb.Put;
import dev.gust.wire.model.dynamodb.PutRequest;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactionCanceledException;
import dev.gust.wire.model.dynamodb.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients that write the same few items together, all at once. */
class ContentionTest {
    private static final int CLIENTS = 16;
    private static final int REQUESTS = 30;
    private static final int ITEMS = 25;

    private final TableFixture tables = new TableFixture();

    @AfterEach
    void close() {
        tables.background.close();
        tables.store.close();
    }

    @Test
    void everyBatchIsWrittenOrSaysWhatOfItIsNot() throws Exception {
        tables.create("hot", "", input -> input);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> outcomes = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                outcomes.add(clients.submit(() -> number % 2 == 0 ? batches(number) : transactions(number)));
            }
            for (Future<Integer> outcome : outcomes) {
                assertThat(outcome.get()).isGreaterThan(0);
            }
        }
        assertThat(tables.service
                        .scan(ScanInput.builder().tableName("hot").build(), CONTEXT)
                        .items())
                .hasSize(ITEMS);
    }

    /** How many requests were carried out. */
    private int batches(int client) {
        int done = 0;
        for (int request = 0; request < REQUESTS; request++) {
            List<WriteRequest> writes = items(client).stream()
                    .map(each -> new WriteRequest(new PutRequest(each), null))
                    .toList();
            var answer =
                    tables.service.batchWriteItem(new BatchWriteItemInput(Map.of("hot", writes), null, null), CONTEXT);
            done += answer.unprocessedItems().isEmpty() ? 1 : 0;
        }
        return done;
    }

    private int transactions(int client) {
        int done = 0;
        for (int request = 0; request < REQUESTS; request++) {
            List<TransactWriteItem> writes = items(client).stream()
                    .map(each -> TransactWriteItem.builder()
                            .put(Put.builder().tableName("hot").item(each).build())
                            .build())
                    .toList();
            try {
                tables.service.transactWriteItems(
                        TransactWriteItemsInput.builder().transactItems(writes).build(), CONTEXT);
                done++;
            } catch (TransactionCanceledException conflict) {
                assertThat(conflict.message()).contains("TransactionConflict");
            }
        }
        return done;
    }

    private static List<Map<String, AttributeValue>> items(int client) {
        return IntStream.range(0, ITEMS)
                .mapToObj(i -> item("p", "item " + i, "by", client))
                .toList();
    }
}
