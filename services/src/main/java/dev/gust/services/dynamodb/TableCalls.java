package dev.gust.services.dynamodb;

import dev.gust.services.ports.OperationCaller;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.CreateTableOutput;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DeleteTableOutput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableOutput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveOutput;
import dev.gust.wire.model.dynamodb.DynamoDb;
import dev.gust.wire.model.dynamodb.DynamoDbModel;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceOutput;
import dev.gust.wire.model.dynamodb.TagResourceInput;
import dev.gust.wire.model.dynamodb.TagResourceOutput;
import dev.gust.wire.model.dynamodb.UntagResourceInput;
import dev.gust.wire.model.dynamodb.UntagResourceOutput;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTableOutput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveOutput;
import dev.gust.wire.operation.CallContext;

/** The operations that the resource handler needs, called as everybody calls them. */
record TableCalls(OperationCaller caller) implements DynamoDb {
    @Override
    public CreateTableOutput createTable(CreateTableInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.createTable(), input);
    }

    @Override
    public DescribeTableOutput describeTable(DescribeTableInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.describeTable(), input);
    }

    @Override
    public DeleteTableOutput deleteTable(DeleteTableInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.deleteTable(), input);
    }

    @Override
    public UpdateTableOutput updateTable(UpdateTableInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.updateTable(), input);
    }

    @Override
    public UpdateTimeToLiveOutput updateTimeToLive(UpdateTimeToLiveInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.updateTimeToLive(), input);
    }

    @Override
    public DescribeTimeToLiveOutput describeTimeToLive(DescribeTimeToLiveInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.describeTimeToLive(), input);
    }

    @Override
    public TagResourceOutput tagResource(TagResourceInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.tagResource(), input);
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.untagResource(), input);
    }

    @Override
    public ListTagsOfResourceOutput listTagsOfResource(ListTagsOfResourceInput input, CallContext context) {
        return caller.call(context, DynamoDbModel.listTagsOfResource(), input);
    }
}
