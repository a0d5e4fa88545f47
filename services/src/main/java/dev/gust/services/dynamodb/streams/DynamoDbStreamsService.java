package dev.gust.services.dynamodb.streams;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamRecords;
import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.StreamShards;
import dev.gust.services.dynamodb.table.StreamShards.Extent;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.wire.model.dynamodbstreams.DescribeStreamInput;
import dev.gust.wire.model.dynamodbstreams.DescribeStreamOutput;
import dev.gust.wire.model.dynamodbstreams.DynamoDbStreams;
import dev.gust.wire.model.dynamodbstreams.GetRecordsInput;
import dev.gust.wire.model.dynamodbstreams.GetRecordsOutput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorInput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorOutput;
import dev.gust.wire.model.dynamodbstreams.Identity;
import dev.gust.wire.model.dynamodbstreams.KeySchemaElement;
import dev.gust.wire.model.dynamodbstreams.KeyType;
import dev.gust.wire.model.dynamodbstreams.ListStreamsInput;
import dev.gust.wire.model.dynamodbstreams.ListStreamsOutput;
import dev.gust.wire.model.dynamodbstreams.OperationType;
import dev.gust.wire.model.dynamodbstreams.ResourceNotFoundException;
import dev.gust.wire.model.dynamodbstreams.SequenceNumberRange;
import dev.gust.wire.model.dynamodbstreams.Shard;
import dev.gust.wire.model.dynamodbstreams.ShardFilter;
import dev.gust.wire.model.dynamodbstreams.ShardFilterType;
import dev.gust.wire.model.dynamodbstreams.Stream;
import dev.gust.wire.model.dynamodbstreams.StreamDescription;
import dev.gust.wire.model.dynamodbstreams.StreamRecord;
import dev.gust.wire.model.dynamodbstreams.StreamRecordEntry;
import dev.gust.wire.model.dynamodbstreams.StreamStatus;
import dev.gust.wire.model.dynamodbstreams.StreamViewType;
import dev.gust.wire.model.dynamodbstreams.TrimmedDataAccessException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The operations of DynamoDB Streams. */
public final class DynamoDbStreamsService implements DynamoDbStreams {
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_STREAMS = 100;
    private static final int MOST_SHARDS = 100;

    private final TableStore store;

    public DynamoDbStreamsService(TableStore store) {
        this.store = store;
    }

    @Override
    public ListStreamsOutput listStreams(ListStreamsInput input, CallContext context) {
        int limit = limit(input.limit(), MOST_STREAMS, "Limit cannot be greater than the maximum allowed size: ");
        List<StreamDefinition> streams = all(keys(context)).stream()
                .filter(stream ->
                        input.tableName() == null || stream.tableName().equals(input.tableName()))
                .sorted(Comparator.comparing(stream -> arn(context, stream)))
                .filter(stream -> input.exclusiveStartStreamArn() == null
                        || arn(context, stream).compareTo(input.exclusiveStartStreamArn()) > 0)
                .toList();
        List<Stream> page = streams.stream()
                .limit(limit)
                .map(stream -> new Stream(
                        arn(context, stream),
                        stream.tableName(),
                        stream.settings().label()))
                .toList();
        return new ListStreamsOutput(
                page, streams.size() > limit ? page.getLast().streamArn() : null);
    }

    @Override
    public DescribeStreamOutput describeStream(DescribeStreamInput input, CallContext context) {
        StreamDefinition stream = stream(context, input.streamArn());
        StreamSettings settings = stream.settings();
        List<KeySchemaElement> schema = new ArrayList<>();
        stream.partitionKeys().forEach(name -> schema.add(new KeySchemaElement(name, KeyType.HASH)));
        stream.sortKeys().forEach(name -> schema.add(new KeySchemaElement(name, KeyType.RANGE)));
        int limit = limit(input.limit(), MOST_SHARDS, "Limit cannot be greater than the maximum: ");
        List<Extent> shards = shards(context, settings).stream()
                .filter(after(settings, input.exclusiveStartShardId()))
                .filter(wanted(settings, input.shardFilter()))
                .toList();
        List<Shard> page =
                shards.stream().limit(limit).map(DynamoDbStreamsService::shown).toList();
        return new DescribeStreamOutput(StreamDescription.builder()
                .streamArn(input.streamArn())
                .streamLabel(settings.label())
                .streamStatus(settings.isEnabled() ? StreamStatus.ENABLED : StreamStatus.DISABLED)
                .streamViewType(StreamViewType.valueOf(settings.view().name()))
                .creationRequestDateTime(settings.created())
                .tableName(stream.tableName())
                .keySchema(schema)
                .shards(page)
                .lastEvaluatedShardId(shards.size() > limit ? page.getLast().shardId() : null)
                .build());
    }

    private static int limit(@Nullable Integer asked, int most, String refusal) {
        if (asked != null && asked > most) {
            throw invalid(refusal + most);
        }
        return asked == null ? most : asked;
    }

    private static AwsException invalid(String message) {
        return AwsException.sender("ValidationException", 400, "One or more parameter values were invalid: " + message);
    }

    private List<Extent> shards(CallContext context, StreamSettings stream) {
        return store.store().read(snapshot -> StreamShards.of(snapshot, keys(context), stream.id()));
    }

    private static Predicate<Extent> after(StreamSettings stream, @Nullable String shardId) {
        if (shardId == null) {
            return any -> true;
        }
        int number = number(stream, shardId);
        return extent -> extent.shard().number() > number;
    }

    private static Predicate<Extent> wanted(StreamSettings stream, @Nullable ShardFilter filter) {
        if (filter == null) {
            return any -> true;
        }
        if (filter.type() != ShardFilterType.CHILD_SHARDS || filter.shardId() == null) {
            throw AwsException.sender(
                    "ValidationException", 400, "ShardFilter needs Type CHILD_SHARDS and the ShardId of the parent");
        }
        Integer parent = number(stream, filter.shardId());
        return extent -> parent.equals(extent.shard().parent());
    }

    private static int number(StreamSettings stream, String shardId) {
        return StreamShards.number(stream.id(), shardId)
                .orElseThrow(() -> AwsException.sender("ValidationException", 400, "Invalid ShardId: " + shardId));
    }

    /** A closed shard says where it ends, so that readers know when they are done. */
    private static Shard shown(Extent extent) {
        return new Shard(
                extent.id(),
                new SequenceNumberRange(
                        extent.start().sequenceNumber(),
                        extent.end() == null ? null : extent.end().sequenceNumber()),
                extent.parentId());
    }

    @Override
    public GetShardIteratorOutput getShardIterator(GetShardIteratorInput input, CallContext context) {
        StreamDefinition stream = stream(context, input.streamArn());
        Extent shard = shards(context, stream.settings()).stream()
                .filter(each -> each.id().equals(input.shardId()))
                .findFirst()
                .orElseThrow(() -> noShard(input.streamArn()));
        boolean isPlace = switch (input.shardIteratorType()) {
            case TRIM_HORIZON, LATEST -> false;
            case AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER -> true;
        };
        if (!isPlace && input.sequenceNumber() != null) {
            throw invalid("SequenceNumber should not be passed for this iterator type");
        }
        Position position = switch (input.shardIteratorType()) {
            case TRIM_HORIZON -> Position.BEGINNING;
            case LATEST -> new Position(store.store().version() + 1, 0);
            case AT_SEQUENCE_NUMBER -> kept(shard, input.sequenceNumber());
            case AFTER_SEQUENCE_NUMBER -> kept(shard, input.sequenceNumber()).next();
        };
        return new GetShardIteratorOutput(
                iterator(input.streamArn(), shard.shard().number(), position));
    }

    private String iterator(String streamArn, int shard, Position position) {
        return new ShardIterator(streamArn, shard, position, store.clock().instant()).text();
    }

    private static ResourceNotFoundException noShard(String streamArn) {
        return new ResourceNotFoundException(
                "Requested resource not found: Shard does not exist in stream: " + streamArn);
    }

    private Position kept(Extent shard, @Nullable String sequenceNumber) {
        if (sequenceNumber == null) {
            throw invalid("Invalid SequenceNumber");
        }
        Position position = Position.parse(sequenceNumber)
                .orElseThrow(() ->
                        AwsException.sender("ValidationException", 400, "Invalid SequenceNumber: " + sequenceNumber));
        if (position.compareTo(shard.start()) < 0) {
            throw trimmed();
        }
        boolean isBehind = shard.end() == null
                ? position.version() > store.store().version()
                : position.compareTo(shard.end()) > 0;
        if (isBehind) {
            throw AwsException.sender("ValidationException", 400, "Invalid SequenceNumber for the shard");
        }
        return position;
    }

    @Override
    public GetRecordsOutput getRecords(GetRecordsInput input, CallContext context) {
        ShardIterator iterator =
                ShardIterator.parse(input.shardIterator(), store.clock().instant());
        // Looked at before the records: a shard that has ended by now takes no more of them.
        StreamDefinition stream = stream(context, iterator.streamArn());
        int limit = limit(input.limit(), MOST_RECORDS, "Limit should be less than or equal to ");
        StreamRecords.Read read = StreamRecords.read(
                store.store(),
                keys(context).records(stream.settings().id(), iterator.shard()),
                iterator.position(),
                limit,
                MOST_BYTES);
        checkKept(shards(context, stream.settings()), iterator);
        boolean isEnd = read.isAll() && !stream.settings().takes(iterator.shard());
        List<StreamRecordEntry> records = read.records().stream()
                .map(record -> entry(context, stream, record))
                .toList();
        return new GetRecordsOutput(
                records, isEnd ? null : iterator(iterator.streamArn(), iterator.shard(), read.next()));
    }

    /**
     * Refuses to go on behind records that were trimmed before the reader came to them. Asked after reading, as they may go meanwhile.
     * Only who reads from the beginning takes what there is.
     */
    private static void checkKept(List<Extent> shards, ShardIterator iterator) {
        if (iterator.position().equals(Position.BEGINNING)) {
            return;
        }
        boolean isKept = shards.stream()
                .filter(each -> each.shard().number() == iterator.shard())
                .anyMatch(each -> iterator.position().compareTo(each.start()) >= 0);
        if (!isKept) {
            throw trimmed();
        }
    }

    private static TrimmedDataAccessException trimmed() {
        return new TrimmedDataAccessException(
                "The operation attempted to read past the oldest stream record in a shard");
    }

    private static StreamRecordEntry entry(
            CallContext context, StreamDefinition stream, StreamRecords.Sequenced sequenced) {
        var record = sequenced.record();
        String sequenceNumber = sequenced.position().sequenceNumber();
        return StreamRecordEntry.builder()
                .eventID(EventIds.of(stream.settings().id(), sequenced.position()))
                .eventName(OperationType.valueOf(record.kind().name()))
                .eventVersion("1.1")
                .eventSource("aws:dynamodb")
                .awsRegion(context.region())
                .dynamodb(StreamRecord.builder()
                        .approximateCreationDateTime(record.at().truncatedTo(ChronoUnit.SECONDS))
                        .keys(StreamAttributeValues.toWire(record.keys()))
                        .newImage(record.newImage() == null ? null : StreamAttributeValues.toWire(record.newImage()))
                        .oldImage(record.oldImage() == null ? null : StreamAttributeValues.toWire(record.oldImage()))
                        .sequenceNumber(sequenceNumber)
                        .sizeBytes((long) record.size())
                        .streamViewType(
                                StreamViewType.valueOf(stream.settings().view().name()))
                        .build())
                .userIdentity(record.expired() ? new Identity("dynamodb.amazonaws.com", "Service") : null)
                .build();
    }

    private StreamDefinition stream(CallContext context, String arn) {
        Optional<Arn> parsed = Arn.parse(arn);
        if (parsed.isEmpty() || !parsed.get().resource().contains("/stream/")) {
            throw AwsException.sender(
                    "ValidationException", 400, "Invalid StreamArn: Invalid ResourceArn provided as input " + arn);
        }
        return all(keys(context)).stream()
                .filter(stream -> arn(context, stream).equals(arn))
                .findFirst()
                .orElseThrow(() ->
                        new ResourceNotFoundException("Requested resource not found: Stream: " + arn + " not found"));
    }

    private List<StreamDefinition> all(TableKeys keys) {
        List<StreamDefinition> streams = new ArrayList<>();
        Scan scan = Scan.under(keys.streams());
        while (true) {
            Page page = store.store().scan(scan);
            page.entries().forEach(entry -> streams.add(StreamDefinition.decode(entry.value())));
            if (page.rest().isEmpty()) {
                return streams;
            }
            scan = scan.over(page.rest().get());
        }
    }

    private static TableKeys keys(CallContext context) {
        return new TableKeys(context.account(), context.region());
    }

    private static String arn(CallContext context, StreamDefinition stream) {
        return Arn.of(
                        "dynamodb",
                        context.region(),
                        context.account(),
                        "table/" + stream.tableName() + "/stream/"
                                + stream.settings().label())
                .toString();
    }
}
