package dev.gust.services.dynamodb;

import dev.gust.base.Ids;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.storage.CommitTooLargeException;
import dev.gust.storage.ConflictException;
import dev.gust.wire.model.dynamodb.BatchGetItemInput;
import dev.gust.wire.model.dynamodb.BatchGetItemOutput;
import dev.gust.wire.model.dynamodb.BatchWriteItemInput;
import dev.gust.wire.model.dynamodb.BatchWriteItemOutput;
import dev.gust.wire.model.dynamodb.ContinuousBackupsDescription;
import dev.gust.wire.model.dynamodb.ContinuousBackupsStatus;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.CreateTableOutput;
import dev.gust.wire.model.dynamodb.DeleteItemInput;
import dev.gust.wire.model.dynamodb.DeleteItemOutput;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DeleteTableOutput;
import dev.gust.wire.model.dynamodb.DescribeContinuousBackupsInput;
import dev.gust.wire.model.dynamodb.DescribeContinuousBackupsOutput;
import dev.gust.wire.model.dynamodb.DescribeEndpointsRequest;
import dev.gust.wire.model.dynamodb.DescribeEndpointsResponse;
import dev.gust.wire.model.dynamodb.DescribeLimitsInput;
import dev.gust.wire.model.dynamodb.DescribeLimitsOutput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableOutput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveOutput;
import dev.gust.wire.model.dynamodb.DynamoDb;
import dev.gust.wire.model.dynamodb.Endpoint;
import dev.gust.wire.model.dynamodb.GetItemInput;
import dev.gust.wire.model.dynamodb.GetItemOutput;
import dev.gust.wire.model.dynamodb.InternalServerError;
import dev.gust.wire.model.dynamodb.ListTablesInput;
import dev.gust.wire.model.dynamodb.ListTablesOutput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceOutput;
import dev.gust.wire.model.dynamodb.PointInTimeRecoveryDescription;
import dev.gust.wire.model.dynamodb.PointInTimeRecoveryStatus;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.PutItemOutput;
import dev.gust.wire.model.dynamodb.QueryInput;
import dev.gust.wire.model.dynamodb.QueryOutput;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.ScanOutput;
import dev.gust.wire.model.dynamodb.TableNotFoundException;
import dev.gust.wire.model.dynamodb.TagResourceInput;
import dev.gust.wire.model.dynamodb.TagResourceOutput;
import dev.gust.wire.model.dynamodb.TransactGetItemsInput;
import dev.gust.wire.model.dynamodb.TransactGetItemsOutput;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactWriteItemsOutput;
import dev.gust.wire.model.dynamodb.UntagResourceInput;
import dev.gust.wire.model.dynamodb.UntagResourceOutput;
import dev.gust.wire.model.dynamodb.UpdateItemInput;
import dev.gust.wire.model.dynamodb.UpdateItemOutput;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTableOutput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveOutput;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.function.BiFunction;

/** DynamoDB: each operation goes to where it is done. */
public final class DynamoDbService implements DynamoDb {
    /** What an account may provision, as AWS answers it for a new one; nothing is limited by it here. */
    private static final DescribeLimitsOutput LIMITS = new DescribeLimitsOutput(80_000L, 80_000L, 40_000L, 40_000L);

    private static final long ENDPOINT_CACHE_MINUTES = 1440;

    private final TableStore store;
    private final TableOperations tables;
    private final TableUpdates updates;
    private final ItemOperations items;
    private final QueryOperations queries;
    private final BatchOperations batches;
    private final TransactionOperations transactions;

    /** @param wakeBackground called when there is new work for the background */
    public DynamoDbService(TableStore store, Ids ids, TableSettings settings, Runnable wakeBackground) {
        this.store = store;
        this.tables = new TableOperations(store, ids);
        this.updates = new TableUpdates(store, ids, tables.descriptions(), wakeBackground);
        ProvisionedLimits limits = new ProvisionedLimits(store.clock(), settings.throttles());
        this.items = new ItemOperations(store, limits);
        this.queries = new QueryOperations(store, limits);
        this.batches = new BatchOperations(store, limits);
        this.transactions = new TransactionOperations(store, limits);
    }

    @Override
    public GetItemOutput getItem(GetItemInput input, CallContext context) {
        return answer(items::getItem, input, context);
    }

    @Override
    public PutItemOutput putItem(PutItemInput input, CallContext context) {
        return answer(items::putItem, input, context);
    }

    @Override
    public UpdateItemOutput updateItem(UpdateItemInput input, CallContext context) {
        return answer(items::updateItem, input, context);
    }

    @Override
    public DeleteItemOutput deleteItem(DeleteItemInput input, CallContext context) {
        return answer(items::deleteItem, input, context);
    }

    @Override
    public QueryOutput query(QueryInput input, CallContext context) {
        return answer(queries::query, input, context);
    }

    @Override
    public ScanOutput scan(ScanInput input, CallContext context) {
        return answer(queries::scan, input, context);
    }

    @Override
    public BatchGetItemOutput batchGetItem(BatchGetItemInput input, CallContext context) {
        return answer(batches::batchGetItem, input, context);
    }

    @Override
    public BatchWriteItemOutput batchWriteItem(BatchWriteItemInput input, CallContext context) {
        return answer(batches::batchWriteItem, input, context);
    }

    @Override
    public TransactGetItemsOutput transactGetItems(TransactGetItemsInput input, CallContext context) {
        return answer(transactions::transactGetItems, input, context);
    }

    @Override
    public TransactWriteItemsOutput transactWriteItems(TransactWriteItemsInput input, CallContext context) {
        return answer(transactions::transactWriteItems, input, context);
    }

    @Override
    public CreateTableOutput createTable(CreateTableInput input, CallContext context) {
        return answer(tables::createTable, input, context);
    }

    @Override
    public DescribeTableOutput describeTable(DescribeTableInput input, CallContext context) {
        return answer(tables::describeTable, input, context);
    }

    @Override
    public ListTablesOutput listTables(ListTablesInput input, CallContext context) {
        return answer(tables::listTables, input, context);
    }

    @Override
    public DeleteTableOutput deleteTable(DeleteTableInput input, CallContext context) {
        return answer(tables::deleteTable, input, context);
    }

    @Override
    public UpdateTableOutput updateTable(UpdateTableInput input, CallContext context) {
        return answer(updates::updateTable, input, context);
    }

    @Override
    public UpdateTimeToLiveOutput updateTimeToLive(UpdateTimeToLiveInput input, CallContext context) {
        return answer(updates::updateTimeToLive, input, context);
    }

    @Override
    public DescribeTimeToLiveOutput describeTimeToLive(DescribeTimeToLiveInput input, CallContext context) {
        return answer(updates::describeTimeToLive, input, context);
    }

    @Override
    public TagResourceOutput tagResource(TagResourceInput input, CallContext context) {
        return answer(tables::tagResource, input, context);
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceInput input, CallContext context) {
        return answer(tables::untagResource, input, context);
    }

    @Override
    public ListTagsOfResourceOutput listTagsOfResource(ListTagsOfResourceInput input, CallContext context) {
        return answer(tables::listTags, input, context);
    }

    @Override
    public DescribeLimitsOutput describeLimits(DescribeLimitsInput input, CallContext context) {
        return LIMITS;
    }

    @Override
    public DescribeEndpointsResponse describeEndpoints(DescribeEndpointsRequest input, CallContext context) {
        return new DescribeEndpointsResponse(
                List.of(new Endpoint(context.endpoint().getAuthority(), ENDPOINT_CACHE_MINUTES)));
    }

    /** Continuous backups are always on in DynamoDB; what can be turned on is recovery to a point in time. */
    @Override
    public DescribeContinuousBackupsOutput describeContinuousBackups(
            DescribeContinuousBackupsInput input, CallContext context) {
        String name = TableName.of(context, input.tableName());
        if (store.table(store.store(), TableName.keys(context), name).isEmpty()) {
            throw new TableNotFoundException("Table not found: " + name);
        }
        return new DescribeContinuousBackupsOutput(new ContinuousBackupsDescription(
                ContinuousBackupsStatus.ENABLED,
                new PointInTimeRecoveryDescription(PointInTimeRecoveryStatus.DISABLED, null, null, null)));
    }

    /** Turns what the rules refuse, and what the store could not do, into DynamoDB's errors. */
    private static <I, O> O answer(BiFunction<I, CallContext, O> operation, I input, CallContext context) {
        try {
            return operation.apply(input, context);
        } catch (InvalidInputException invalid) {
            throw DynamoDbErrors.validation(invalid.text());
        } catch (CommitTooLargeException tooLarge) {
            throw DynamoDbErrors.validation("The write with its index entries and stream records is too large for one "
                    + "commit; write less at once: " + tooLarge.getMessage());
        } catch (ConflictException conflict) {
            // Others wrote the same items all the while; a client that tries again gets through.
            throw new InternalServerError("Too many writers of the same items; try again");
        }
    }
}
