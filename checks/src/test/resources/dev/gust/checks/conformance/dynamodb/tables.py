# boto3 as programs use it: the resource with its conditions, and the client with its waiters and paginators.
import time
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
client = boto3.client("dynamodb")


def refused(call, code):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError("not refused: " + code)


def resource():
    table = dynamodb.create_table(
        TableName="python",
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "p", "AttributeType": "S"},
            {"AttributeName": "r", "AttributeType": "N"},
            {"AttributeName": "owner", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-owner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["size_"]},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    table.reload()
    assert table.table_status == "ACTIVE"
    item = {
        "p": "a",
        "r": 1,
        "price": Decimal("12.340"),
        "tags": {"x", "y"},
        "numbers": {1, Decimal("2.5")},
        "nested": {"list": [1, None, True, b"\x00\xff"], "empty": ""},
    }
    table.put_item(Item=item)
    got = table.get_item(Key={"p": "a", "r": 1}, ConsistentRead=True)["Item"]
    assert got["price"] == Decimal("12.34") and got["tags"] == {"x", "y"} and got["numbers"] == {1, Decimal("2.5")}, got
    assert got["nested"]["list"][3].value == b"\x00\xff" and got["nested"]["empty"] == "", got
    assert "Item" not in table.get_item(Key={"p": "a", "r": 2})

    with table.batch_writer(overwrite_by_pkeys=["p", "r"]) as batch:
        for i in range(60):
            batch.put_item(Item={"p": "b", "r": i, "owner": "o%d" % (i % 2), "size_": i, "rest": "z"})
        batch.delete_item(Key={"p": "b", "r": 59})
    found = table.query(
        KeyConditionExpression=Key("p").eq("b") & Key("r").between(10, 19),
        FilterExpression=Attr("size_").gt(11) & ~Attr("owner").eq("o0"),
        ScanIndexForward=False,
    )
    assert [int(i["r"]) for i in found["Items"]] == [19, 17, 15, 13] and found["ScannedCount"] == 10, found
    page = table.query(IndexName="by-owner", KeyConditionExpression=Key("owner").eq("o1"), Limit=7)
    assert page["Count"] == 7 and set(page["LastEvaluatedKey"]) == {"owner", "r", "p"} and "rest" not in page["Items"][0], page
    rest = table.query(
        IndexName="by-owner", KeyConditionExpression=Key("owner").eq("o1"), ExclusiveStartKey=page["LastEvaluatedKey"]
    )
    assert rest["Count"] == 22, rest["Count"]
    assert sum(table.scan(Segment=s, TotalSegments=4)["Count"] for s in range(4)) == 60

    updated = table.update_item(
        Key={"p": "a", "r": 1},
        UpdateExpression="SET nested.#l[0] = nested.#l[0] + :one, fresh = if_not_exists(fresh, :one) REMOVE price ADD tags :t",
        ConditionExpression=Attr("price").between(12, 13),
        ExpressionAttributeNames={"#l": "list"},
        ExpressionAttributeValues={":one": 1, ":t": {"z"}},
        ReturnValues="UPDATED_NEW",
    )["Attributes"]
    assert updated["fresh"] == 1 and updated["tags"] == {"x", "y", "z"} and updated["nested"]["list"] == [2], updated
    failed = refused(
        lambda: table.put_item(
            Item={"p": "a", "r": 1},
            ConditionExpression=Attr("p").not_exists(),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
        "ConditionalCheckFailedException",
    )
    assert failed["Item"]["fresh"] == {"N": "1"}, failed
    assert refused(lambda: table.put_item(Item={"p": "a"}), "ValidationException")["Error"]["Message"] == (
        "One or more parameter values were invalid: Missing the key r in the item"
    )
    got = dynamodb.batch_get_item(RequestItems={"python": {"Keys": [{"p": "b", "r": i} for i in range(100)]}})
    assert len(got["Responses"]["python"]) == 59 and got["UnprocessedKeys"] == {}, got
    table.delete()
    table.wait_until_not_exists()


def plain_client():
    client.create_table(
        TableName="plain",
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        Tags=[{"Key": "team", "Value": "blue"}],
    )
    client.get_waiter("table_exists").wait(TableName="plain")
    described = client.describe_table(TableName="plain")["Table"]
    assert client.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"] == [{"Key": "team", "Value": "blue"}]
    token = "0" * 30
    write = [
        {"Put": {"TableName": "plain", "Item": {"p": {"S": "x"}, "n": {"N": "1"}}}},
        {"Put": {"TableName": "plain", "Item": {"p": {"S": "y"}}, "ConditionExpression": "attribute_not_exists(p)"}},
    ]
    client.transact_write_items(TransactItems=write, ClientRequestToken=token)
    client.transact_write_items(TransactItems=write, ClientRequestToken=token)
    refused(
        lambda: client.transact_write_items(TransactItems=write[:1], ClientRequestToken=token),
        "IdempotentParameterMismatchException",
    )
    cancelled = refused(lambda: client.transact_write_items(TransactItems=write), "TransactionCanceledException")
    assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "ConditionalCheckFailed"], cancelled
    gets = client.transact_get_items(
        TransactItems=[{"Get": {"TableName": "plain", "Key": {"p": {"S": k}}}} for k in ("x", "gone")]
    )
    assert gets["Responses"] == [{"Item": {"p": {"S": "x"}, "n": {"N": "1"}}}, {}], gets
    pages = client.get_paginator("scan").paginate(TableName="plain", PaginationConfig={"PageSize": 1})
    assert sorted(i["p"]["S"] for page in pages for i in page["Items"]) == ["x", "y"]
    refused(lambda: client.describe_table(TableName="missing"), "ResourceNotFoundException")
    refused(lambda: client.execute_statement(Statement="SELECT * FROM plain"), "NotImplemented")

    streams = boto3.client("dynamodbstreams")
    arn = described["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    assert [(r["eventName"], r["dynamodb"]["Keys"]["p"]["S"]) for r in records] == [("INSERT", "x"), ("INSERT", "y")], records
    assert abs(records[0]["dynamodb"]["ApproximateCreationDateTime"].timestamp() - time.time()) < 120
    client.delete_table(TableName="plain")
    client.get_waiter("table_not_exists").wait(TableName="plain")


resource()
plain_client()
print("done")
