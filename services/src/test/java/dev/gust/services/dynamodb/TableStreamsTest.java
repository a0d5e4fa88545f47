package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.streams.TableStreams;
import dev.gust.services.ports.streams.StreamRecord;
import dev.gust.services.ports.streams.StreamSource.StartingPoint;
import dev.gust.services.ports.streams.StreamSource.StreamPage;
import dev.gust.services.ports.streams.StreamSource.StreamShard;
import dev.gust.storage.Watch;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.StreamViewType;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableStreamsTest {
    private final TableFixture fixture = new TableFixture();
    private final TableStreams streams = new TableStreams(fixture.tables);
    private Arn stream = Arn.of("dynamodb", "", "", "none");

    @BeforeEach
    void create() {
        fixture.create(
                "things",
                "",
                table -> table.streamSpecification(new StreamSpecification(true, StreamViewType.NEW_AND_OLD_IMAGES)));
        stream = Arn.parse(String.valueOf(fixture.service
                        .describeTable(new DescribeTableInput("things"), CONTEXT)
                        .table()
                        .latestStreamArn()))
                .orElseThrow();
    }

    @AfterEach
    void close() {
        fixture.background.close();
        fixture.store.close();
    }

    @Test
    void givesChangesAsFunctionsReceiveThem() {
        fixture.put("things", item("p", "one", "n", 5));

        StreamPage page = streams.read(stream, shard(), beginning(), 10);

        StreamRecord record = page.records().getFirst();
        assertThat(page.records()).hasSize(1);
        assertThat(new String(record.event(), StandardCharsets.UTF_8))
                .contains("\"eventName\":\"INSERT\"")
                .contains("\"eventSource\":\"aws:dynamodb\"")
                .contains("\"awsRegion\":\"us-east-1\"")
                .contains("\"Keys\":{\"p\":{\"S\":\"one\"}}")
                .contains("\"n\":{\"N\":\"5\"}")
                .contains("\"SequenceNumber\":\"" + record.sequenceNumber() + "\"")
                .contains("\"eventSourceARN\":\"" + stream + "\"");
        assertThat(record.partition()).isEqualTo("{\"p\":{\"S\":\"one\"}}");
        assertThat(streams.read(stream, shard(), record.cursor(), 10).records()).isEmpty();
    }

    @Test
    void readsInOrderFromAnyPlace() {
        String latest = streams.cursor(stream, shard(), StartingPoint.LATEST);
        for (int i = 0; i < 5; i++) {
            fixture.put("things", item("p", "one", "n", i));
        }

        assertThat(streams.read(stream, shard(), latest, 10).records()).hasSize(5);
        StreamPage first = streams.read(stream, shard(), latest, 2);
        assertThat(first.records()).hasSize(2);
        StreamPage rest = streams.read(stream, shard(), first.next(), 10);
        assertThat(rest.records()).hasSize(3);
        assertThat(rest.records().stream().map(StreamRecord::sequenceNumber)).isSorted();
        assertThat(rest.ended()).isFalse();
        String after = streams.cursor(stream, shard(), StartingPoint.LATEST);
        assertThat(streams.read(stream, shard(), after, 10).records()).isEmpty();
    }

    @Test
    void endsWhenTheStreamWasTurnedOff() {
        fixture.put("things", item("p", "one"));
        fixture.service.updateTable(
                UpdateTableInput.builder()
                        .tableName("things")
                        .streamSpecification(new StreamSpecification(false, null))
                        .build(),
                CONTEXT);

        StreamPage page = streams.read(stream, shard(), beginning(), 10);
        assertThat(page.records()).hasSize(1);
        StreamPage last = streams.read(stream, shard(), page.next(), 10);
        assertThat(last.records()).isEmpty();
        assertThat(page.ended() || last.ended()).isTrue();
    }

    @Test
    void tellsOfNewRecords() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        try (Watch watch = streams.watch(stream, told::countDown)) {
            fixture.put("things", item("p", "one"));
            assertThat(told.await(10, TimeUnit.SECONDS)).as("told by " + watch).isTrue();
        }
    }

    @Test
    void knowsNoStreamOfAnotherName() {
        assertThat(streams.shards(Arn.of("dynamodb", "us-east-1", "000000000000", "table/things/stream/other")))
                .isEmpty();
    }

    private String shard() {
        List<StreamShard> shards = streams.shards(stream).orElseThrow();
        return shards.getFirst().id();
    }

    private String beginning() {
        return streams.cursor(stream, shard(), StartingPoint.TRIM_HORIZON);
    }
}
