package dev.gust.services.dynamodb.streams;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamRecords;
import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Key;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
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
import dev.gust.wire.model.dynamodbstreams.Stream;
import dev.gust.wire.model.dynamodbstreams.StreamDescription;
import dev.gust.wire.model.dynamodbstreams.StreamRecord;
import dev.gust.wire.model.dynamodbstreams.StreamRecordEntry;
import dev.gust.wire.model.dynamodbstreams.StreamStatus;
import dev.gust.wire.model.dynamodbstreams.StreamViewType;
import dev.gust.wire.model.dynamodbstreams.TrimmedDataAccessException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations of DynamoDB Streams. */
public final class DynamoDbStreamsService implements DynamoDbStreams {
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_STREAMS = 100;

    private final TableStore store;

    public DynamoDbStreamsService(TableStore store) {
        this.store = store;
    }

    @Override
    public ListStreamsOutput listStreams(ListStreamsInput input, CallContext context) {
        int limit = input.limit() == null ? MOST_STREAMS : Math.min(input.limit(), MOST_STREAMS);
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
        if (input.shardFilter() != null) {
            throw NotImplementedException.feature("DynamoDB Streams", "ShardFilter of DescribeStream");
        }
        StreamDefinition stream = stream(context, input.streamArn());
        StreamSettings settings = stream.settings();
        List<KeySchemaElement> schema = new ArrayList<>();
        stream.partitionKeys().forEach(name -> schema.add(new KeySchemaElement(name, KeyType.HASH)));
        stream.sortKeys().forEach(name -> schema.add(new KeySchemaElement(name, KeyType.RANGE)));
        String shard = shardId(stream);
        boolean skipsShard = shard.equals(input.exclusiveStartShardId());
        return new DescribeStreamOutput(StreamDescription.builder()
                .streamArn(input.streamArn())
                .streamLabel(settings.label())
                .streamStatus(settings.isEnabled() ? StreamStatus.ENABLED : StreamStatus.DISABLED)
                .streamViewType(StreamViewType.valueOf(settings.view().name()))
                .creationRequestDateTime(settings.created())
                .tableName(stream.tableName())
                .keySchema(schema)
                .shards(skipsShard ? List.of() : List.of(new Shard(shard, range(context, stream), null)))
                .build());
    }

    /** A closed shard says where it ends, so that readers know when they are done. */
    private SequenceNumberRange range(CallContext context, StreamDefinition stream) {
        var records = keys(context).records(stream.settings().id());
        try (Snapshot snapshot = store.store().snapshot()) {
            Position first = StreamRecords.oldest(snapshot, records).orElse(Position.BEGINNING);
            String last = null;
            if (!stream.settings().isEnabled()) {
                last = StreamRecords.newest(snapshot, records).orElse(first).sequenceNumber();
            }
            return new SequenceNumberRange(first.sequenceNumber(), last);
        }
    }

    @Override
    public GetShardIteratorOutput getShardIterator(GetShardIteratorInput input, CallContext context) {
        StreamDefinition stream = stream(context, input.streamArn());
        if (!input.shardId().equals(shardId(stream))) {
            throw new ResourceNotFoundException(
                    "Requested resource not found: Shard does not exist in stream: " + input.streamArn());
        }
        var records = keys(context).records(stream.settings().id());
        Position position;
        try (Snapshot snapshot = store.store().snapshot()) {
            position = switch (input.shardIteratorType()) {
                case TRIM_HORIZON -> Position.BEGINNING;
                case LATEST -> new Position(snapshot.version() + 1, 0);
                case AT_SEQUENCE_NUMBER -> kept(snapshot, records, input.sequenceNumber());
                case AFTER_SEQUENCE_NUMBER ->
                    kept(snapshot, records, input.sequenceNumber()).next();
            };
        }
        return new GetShardIteratorOutput(
                new ShardIterator(input.streamArn(), position, store.clock().instant()).text());
    }

    private static Position kept(Reader reader, Key records, @Nullable String sequenceNumber) {
        if (sequenceNumber == null) {
            throw AwsException.sender(
                    "ValidationException", 400, "SequenceNumber is required for this ShardIteratorType");
        }
        Position position = Position.parse(sequenceNumber)
                .orElseThrow(() ->
                        AwsException.sender("ValidationException", 400, "Invalid SequenceNumber: " + sequenceNumber));
        Optional<Position> oldest = StreamRecords.oldest(reader, records);
        if (oldest.isPresent() && position.compareTo(oldest.get()) < 0) {
            throw new TrimmedDataAccessException(
                    "The operation attempted to read past the oldest stream record in a shard");
        }
        return position;
    }

    @Override
    public GetRecordsOutput getRecords(GetRecordsInput input, CallContext context) {
        ShardIterator iterator =
                ShardIterator.parse(input.shardIterator(), store.clock().instant());
        StreamDefinition stream = stream(context, iterator.streamArn());
        int limit = input.limit() == null ? MOST_RECORDS : input.limit();
        List<StreamRecords.Sequenced> found = StreamRecords.read(
                store.store(), keys(context).records(stream.settings().id()), iterator.position(), limit, MOST_BYTES);
        Position next = found.isEmpty()
                ? iterator.position()
                : found.getLast().position().next();
        boolean isEnd = found.isEmpty() && !stream.settings().isEnabled();
        List<StreamRecordEntry> records =
                found.stream().map(record -> entry(context, stream, record)).toList();
        return new GetRecordsOutput(
                records,
                isEnd
                        ? null
                        : new ShardIterator(
                                        iterator.streamArn(),
                                        next,
                                        store.clock().instant())
                                .text());
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

    static String shardId(StreamDefinition stream) {
        return String.format(
                "shardId-%020d-%s",
                stream.settings().created().toEpochMilli(),
                stream.settings().id().substring(0, 8));
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
