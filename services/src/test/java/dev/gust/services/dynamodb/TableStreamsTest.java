package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.gust.wire.model.dynamodbstreams.DescribeStreamInput;
import dev.gust.wire.model.dynamodbstreams.ExpiredIteratorException;
import dev.gust.wire.model.dynamodbstreams.GetRecordsInput;
import dev.gust.wire.model.dynamodbstreams.GetRecordsOutput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorInput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorOutput;
import dev.gust.wire.model.dynamodbstreams.ResourceNotFoundException;
import dev.gust.wire.model.dynamodbstreams.Shard;
import dev.gust.wire.model.dynamodbstreams.ShardFilter;
import dev.gust.wire.model.dynamodbstreams.ShardFilterType;
import dev.gust.wire.model.dynamodbstreams.ShardIteratorType;
import dev.gust.wire.model.dynamodbstreams.StreamDescription;
import dev.gust.wire.model.dynamodbstreams.TrimmedDataAccessException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableStreamsTest {
    private static final TableSettings ROLLED = new TableSettings(false, true, Duration.ofHours(4), 60_000, 4);

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

    @Test
    void continuesInAChildAfterSomeHours() {
        fixture.put("things", item("p", "one", "n", 1));
        fixture.clock.advance(Duration.ofHours(5));
        roll(ROLLED);
        fixture.put("things", item("p", "one", "n", 2));

        List<Shard> shards = described(null, null).shards();
        assertThat(shards).hasSize(2);
        Shard parent = shards.getFirst();
        Shard child = shards.getLast();
        assertThat(child.parentShardId()).isEqualTo(parent.shardId());
        assertThat(end(parent)).isNotNull();
        assertThat(end(child)).isNull();
        assertThat(records(parent)).containsExactly("1");
        assertThat(records(child)).containsExactly("2");
        assertThat(streams.shards(stream).orElseThrow())
                .containsExactly(
                        new StreamShard(id(parent), Optional.empty()),
                        new StreamShard(id(child), Optional.of(id(parent))));
    }

    @Test
    void endsTheParentForReaders() {
        fixture.put("things", item("p", "one"));
        String latest = streams.cursor(stream, shard(), StartingPoint.LATEST);
        fixture.clock.advance(Duration.ofHours(5));
        roll(ROLLED);

        StreamPage page = streams.read(stream, shard(), beginning(), 10);
        assertThat(page.records()).hasSize(1);
        assertThat(streams.read(stream, shard(), page.next(), 10).ended()).isTrue();
        assertThat(streams.read(stream, shard(), latest, 10).ended()).isTrue();
    }

    @Test
    void splitsWhereManyWritesCome() {
        for (int i = 0; i < 40; i++) {
            fixture.put("things", item("p", "key-" + i, "n", 1));
        }
        roll(new TableSettings(false, true, Duration.ofHours(4), 40, 2));
        for (int i = 0; i < 40; i++) {
            fixture.put("things", item("p", "key-" + i, "n", 2));
        }
        // As many as there may be.
        roll(new TableSettings(false, true, Duration.ofHours(4), 1, 2));

        List<Shard> shards = described(null, null).shards();
        assertThat(shards).hasSize(3);
        Shard parent = shards.getFirst();
        assertThat(records(parent)).hasSize(40).containsOnly("1");
        List<String> one = records(shards.get(1));
        List<String> other = records(shards.get(2));
        assertThat(one).hasSizeBetween(1, 39).containsOnly("2");
        assertThat(one.size() + other.size()).isEqualTo(40);
        assertThat(described(null, new ShardFilter(ShardFilterType.CHILD_SHARDS, parent.shardId()))
                        .shards())
                .isEqualTo(shards.subList(1, 3));
    }

    @Test
    void pagesThroughShards() {
        for (int i = 0; i < 3; i++) {
            fixture.clock.advance(Duration.ofHours(4));
            roll(ROLLED);
        }

        List<Shard> seen = new ArrayList<>();
        String last = null;
        do {
            StreamDescription page = fixture.streams
                    .describeStream(new DescribeStreamInput(stream.toString(), 3, last, null), CONTEXT)
                    .streamDescription();
            seen.addAll(page.shards());
            last = page.lastEvaluatedShardId();
        } while (last != null);
        assertThat(seen).hasSize(4).isEqualTo(described(null, null).shards());
        assertThat(described(id(seen.get(1)), null).shards()).isEqualTo(seen.subList(2, 4));
    }

    @Test
    void dropsShardsADayAfterTheirEnd() {
        fixture.put("things", item("p", "one"));
        fixture.clock.advance(Duration.ofHours(5));
        roll(ROLLED);
        String parent = shard();
        fixture.clock.advance(Duration.ofHours(23));
        fixture.put("things", item("p", "two"));
        roll(ROLLED);
        assertThat(described(null, null).shards())
                .hasSize(3)
                .extracting(Shard::shardId)
                .contains(parent);

        fixture.clock.advance(Duration.ofHours(2));
        roll(ROLLED);
        List<Shard> left = described(null, null).shards();
        assertThat(left).hasSize(2).extracting(Shard::shardId).doesNotContain(parent);
        assertThat(left.getFirst().parentShardId()).isEqualTo(parent);
        assertThatThrownBy(() -> fixture.streams.getShardIterator(
                        new GetShardIteratorInput(stream.toString(), parent, ShardIteratorType.TRIM_HORIZON, null),
                        CONTEXT))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void saysWhereRecordsWereTrimmed() {
        fixture.put("things", item("p", "one"));
        Shard shard = described(null, null).shards().getFirst();
        String start = String.valueOf(shard.sequenceNumberRange().startingSequenceNumber());
        assertThat(at(shard, start).shardIterator()).isNotNull();
        fixture.clock.advance(Duration.ofHours(25));
        roll(new TableSettings(false, true, Duration.ofHours(24).multipliedBy(9), 1000, 1));

        assertThatThrownBy(() -> at(shard, start)).isInstanceOf(TrimmedDataAccessException.class);
        Shard trimmed = described(null, null).shards().getFirst();
        assertThat(at(trimmed, String.valueOf(trimmed.sequenceNumberRange().startingSequenceNumber()))
                        .shardIterator())
                .isNotNull();
    }

    @Test
    void tellsAReaderThatRecordsWereTrimmedBeforeItCame() {
        fixture.put("things", item("p", "one"));
        fixture.put("things", item("p", "two"));
        String id = shard();
        List<String> numbers = records(iterator(id, ShardIteratorType.TRIM_HORIZON, null)).records().stream()
                .map(entry ->
                        String.valueOf(Objects.requireNonNull(entry.dynamodb()).sequenceNumber()))
                .toList();
        fixture.clock.advance(Duration.ofHours(24).minusMinutes(5));
        String behind = iterator(id, ShardIteratorType.AFTER_SEQUENCE_NUMBER, numbers.getFirst());
        String done = iterator(id, ShardIteratorType.AFTER_SEQUENCE_NUMBER, numbers.getLast());
        String beginning = iterator(id, ShardIteratorType.TRIM_HORIZON, null);
        fixture.clock.advance(Duration.ofMinutes(10));
        roll(new TableSettings(false, true, Duration.ofHours(24).multipliedBy(9), 1000, 1));
        fixture.put("things", item("p", "three"));

        assertThatThrownBy(() -> records(behind)).isInstanceOf(TrimmedDataAccessException.class);
        assertThat(records(done).records()).hasSize(1);
        assertThat(records(beginning).records()).hasSize(1);
        fixture.clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> records(done)).isInstanceOf(ExpiredIteratorException.class);
    }

    private String iterator(String shardId, ShardIteratorType type, @Nullable String sequenceNumber) {
        return String.valueOf(fixture.streams
                .getShardIterator(new GetShardIteratorInput(stream.toString(), shardId, type, sequenceNumber), CONTEXT)
                .shardIterator());
    }

    private GetRecordsOutput records(String iterator) {
        return fixture.streams.getRecords(new GetRecordsInput(iterator, null), CONTEXT);
    }

    private GetShardIteratorOutput at(Shard shard, String sequenceNumber) {
        return fixture.streams.getShardIterator(
                new GetShardIteratorInput(
                        stream.toString(), id(shard), ShardIteratorType.AT_SEQUENCE_NUMBER, sequenceNumber),
                CONTEXT);
    }

    private void roll(TableSettings settings) {
        new TableBackground(fixture.tables, settings).round();
    }

    private StreamDescription described(@Nullable String after, @Nullable ShardFilter filter) {
        return Objects.requireNonNull(fixture.streams
                .describeStream(new DescribeStreamInput(stream.toString(), null, after, filter), CONTEXT)
                .streamDescription());
    }

    private static String id(Shard shard) {
        return String.valueOf(shard.shardId());
    }

    private static @Nullable String end(Shard shard) {
        return Objects.requireNonNull(shard.sequenceNumberRange()).endingSequenceNumber();
    }

    /** The new values of {@code n} of a shard, read to its end or its newest record. */
    private List<String> records(Shard shard) {
        String iterator = fixture.streams
                .getShardIterator(
                        new GetShardIteratorInput(stream.toString(), id(shard), ShardIteratorType.TRIM_HORIZON, null),
                        CONTEXT)
                .shardIterator();
        List<String> found = new ArrayList<>();
        while (iterator != null) {
            GetRecordsOutput page = fixture.streams.getRecords(new GetRecordsInput(iterator, 15), CONTEXT);
            page.records()
                    .forEach(record ->
                            found.add(String.valueOf(Objects.requireNonNull(Objects.requireNonNull(record.dynamodb())
                                            .newImage()
                                            .get("n"))
                                    .unionValue())));
            iterator = page.nextShardIterator();
            if (page.records().isEmpty()) {
                assertThat(iterator == null).isEqualTo(end(shard) != null);
                break;
            }
        }
        return found;
    }

    private String shard() {
        List<StreamShard> shards = streams.shards(stream).orElseThrow();
        return shards.getFirst().id();
    }

    private String beginning() {
        return streams.cursor(stream, shard(), StartingPoint.TRIM_HORIZON);
    }
}
