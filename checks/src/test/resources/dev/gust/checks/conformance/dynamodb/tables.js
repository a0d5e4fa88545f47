// The SDK for JavaScript v3 as programs use it: the client with its waiters, and the DocumentClient.
const assert = require("node:assert");
const { DynamoDBClient, CreateTableCommand, DeleteTableCommand, waitUntilTableExists, waitUntilTableNotExists } = require("@aws-sdk/client-dynamodb");
const { DynamoDBStreamsClient, DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } = require("@aws-sdk/client-dynamodb-streams");
const {
  DynamoDBDocumentClient, BatchGetCommand, BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, QueryCommand, ScanCommand,
  TransactGetCommand, TransactWriteCommand, UpdateCommand, paginateQuery, paginateScan, NumberValue,
} = require("@aws-sdk/lib-dynamodb");

const TableName = "javascript";

async function refused(promise, name) {
  const error = await promise.then(() => { throw new Error("not refused: " + name); }, (refusal) => refusal);
  assert.equal(error.name, name, error.stack);
  return error;
}

async function main() {
  const client = new DynamoDBClient({});
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true }, unmarshallOptions: { wrapNumbers: false } });
  const created = await client.send(new CreateTableCommand({
    TableName,
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
    AttributeDefinitions: ["pk", "sk", "lsi"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    LocalSecondaryIndexes: [{ IndexName: "local", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "lsi", KeyType: "RANGE" }], Projection: { ProjectionType: "KEYS_ONLY" } }],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
  }));
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName });

  const item = { pk: "user#1", sk: "profile", lsi: "b", age: 41, tags: new Set(["a", "b"]), raw: new Uint8Array([0, 255]), deep: { list: [1, "two", null, false, { three: 3.5 }] }, gone: undefined };
  await documents.send(new PutCommand({ TableName, Item: item }));
  const got = (await documents.send(new GetCommand({ TableName, Key: { pk: "user#1", sk: "profile" } }))).Item;
  delete item.gone;
  assert.deepEqual({ ...got, raw: [...got.raw] }, { ...item, raw: [0, 255] });
  assert.equal((await documents.send(new GetCommand({ TableName, Key: { pk: "nobody", sk: "x" } }))).Item, undefined);

  await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { pk: "orders", sk: String(i).padStart(3, "0"), lsi: String(99 - i), amount: i } } })) } }));
  const seen = [];
  for await (const page of paginateQuery({ client: documents, pageSize: 4 }, { TableName, KeyConditionExpression: "pk = :p AND begins_with(sk, :s)", FilterExpression: "amount >= :t", ExpressionAttributeValues: { ":p": "orders", ":s": "0", ":t": 20 } })) {
    seen.push(...page.Items.map((order) => order.amount));
  }
  assert.deepEqual(seen, [20, 21, 22, 23, 24]);
  const local = await documents.send(new QueryCommand({ TableName, IndexName: "local", KeyConditionExpression: "pk = :p", ProjectionExpression: "sk, amount", Limit: 2, ExpressionAttributeValues: { ":p": "orders" } }));
  assert.deepEqual(local.Items, [{ sk: "024", amount: 24 }, { sk: "023", amount: 23 }]);

  const updated = await documents.send(new UpdateCommand({ TableName, Key: { pk: "user#1", sk: "profile" }, UpdateExpression: "SET age = age + :one, deep.#l = list_append(deep.#l, :more) DELETE tags :a", ConditionExpression: "age = :age", ExpressionAttributeNames: { "#l": "list" }, ExpressionAttributeValues: { ":one": 1, ":age": 41, ":more": ["end"], ":a": new Set(["a"]) }, ReturnValues: "ALL_NEW" }));
  assert.equal(updated.Attributes.age, 42);
  assert.equal(updated.Attributes.deep.list.at(-1), "end");
  assert.deepEqual([...updated.Attributes.tags], ["b"]);
  await documents.send(new PutCommand({ TableName, Item: { pk: "big", sk: "n", n: NumberValue.from("12345678901234567890123456789012345678") } }));
  const exact = DynamoDBDocumentClient.from(new DynamoDBClient({}), { unmarshallOptions: { wrapNumbers: true } });
  assert.equal((await exact.send(new GetCommand({ TableName, Key: { pk: "big", sk: "n" } }))).Item.n.value, "12345678901234567890123456789012345678");

  const failed = await refused(documents.send(new UpdateCommand({ TableName, Key: { pk: "user#1", sk: "profile" }, UpdateExpression: "SET age = :v", ConditionExpression: "age = :age", ExpressionAttributeValues: { ":v": 1, ":age": 41 }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" })), "ConditionalCheckFailedException");
  assert.equal(failed.Item.age.N ?? failed.Item.age, "42");
  await documents.send(new TransactWriteCommand({ TransactItems: [
    { Put: { TableName, Item: { pk: "tx", sk: "1" } } },
    { Update: { TableName, Key: { pk: "user#1", sk: "profile" }, UpdateExpression: "ADD age :one", ExpressionAttributeValues: { ":one": 1 } } },
    { ConditionCheck: { TableName, Key: { pk: "orders", sk: "000" }, ConditionExpression: "attribute_exists(pk)" } },
    { Delete: { TableName, Key: { pk: "orders", sk: "001" } } },
  ] }));
  const cancelled = await refused(documents.send(new TransactWriteCommand({ TransactItems: [
    { Put: { TableName, Item: { pk: "tx", sk: "2" } } },
    { ConditionCheck: { TableName, Key: { pk: "orders", sk: "001" }, ConditionExpression: "attribute_exists(pk)" } },
  ] })), "TransactionCanceledException");
  assert.deepEqual(cancelled.CancellationReasons.map((reason) => reason.Code), ["None", "ConditionalCheckFailed"]);
  const read = await documents.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: { pk: "tx", sk: "1" } } }, { Get: { TableName, Key: { pk: "tx", sk: "2" } } }] }));
  assert.deepEqual(read.Responses, [{ Item: { pk: "tx", sk: "1" } }, {}]);
  const batch = await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ pk: "orders", sk: "002" }, { pk: "orders", sk: "001" }], ProjectionExpression: "amount" } } }));
  assert.deepEqual(batch.Responses[TableName], [{ amount: 2 }]);
  assert.equal((await documents.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count, 27);
  const found = [];
  for (const Segment of [0, 1, 2]) {
    for await (const page of paginateScan({ client: documents, pageSize: 5 }, { TableName, Segment, TotalSegments: 3, ProjectionExpression: "pk, sk" })) {
      found.push(...page.Items.map((each) => each.pk + "/" + each.sk));
    }
  }
  assert.equal(found.length, 27);
  assert.equal(new Set(found).size, 27);
  class Point { x = 1; name = ""; }
  const lenient = DynamoDBDocumentClient.from(client, { marshallOptions: { convertEmptyValues: true, convertClassInstanceToMap: true } });
  await lenient.send(new PutCommand({ TableName, Item: { pk: "lenient", sk: "1", point: new Point(), nobody: new Set() } }));
  assert.deepEqual((await lenient.send(new GetCommand({ TableName, Key: { pk: "lenient", sk: "1" } }))).Item, { pk: "lenient", sk: "1", point: { x: 1, name: null }, nobody: null });
  await documents.send(new DeleteCommand({ TableName, Key: { pk: "tx", sk: "1" }, ReturnValues: "ALL_OLD" }));
  const wrong = await refused(documents.send(new PutCommand({ TableName, Item: { pk: 1, sk: "x" } })), "ValidationException");
  assert.equal(wrong.message, "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N");

  const streams = new DynamoDBStreamsClient({});
  const StreamArn = created.TableDescription.LatestStreamArn;
  const ShardId = (await streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription.Shards[0].ShardId;
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }));
  const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  assert.equal(Records[0].eventName, "INSERT");
  assert.equal(Records.at(-1).eventName, "REMOVE");

  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName });
  console.log("done");
}

main().catch((error) => { console.error(error); process.exit(1); });
