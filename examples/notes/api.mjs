// The API: one function for each route, one table behind them.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.NOTES;

const routes = {
  async 'GET /notes'() {
    const { Items } = await table.send(new ScanCommand({ TableName }));
    return answer(200, Items.sort((a, b) => a.created.localeCompare(b.created)));
  },

  async 'POST /notes'(event) {
    const { text } = JSON.parse(bodyOf(event));
    if (!text) return answer(400, { error: 'a note needs a text' });
    const note = { id: randomUUID(), text, created: new Date().toISOString() };
    await table.send(new PutCommand({ TableName, Item: note }));
    console.log('created', note.id);
    return answer(201, note);
  },

  async 'GET /notes/{id}'({ pathParameters: { id } }) {
    const { Item } = await table.send(new GetCommand({ TableName, Key: { id } }));
    return Item ? answer(200, Item) : answer(404, { error: `there is no note ${id}` });
  },

  async 'DELETE /notes/{id}'({ pathParameters: { id } }) {
    await table.send(new DeleteCommand({ TableName, Key: { id } }));
    return answer(204);
  },
};

export const handler = (event) => routes[event.routeKey](event);

// A body whose content type is not one of a text comes in base64: curl's own, for one.
const bodyOf = ({ body = '{}', isBase64Encoded }) => (isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: body && JSON.stringify(body),
});
