// The notes in their table, for both functions.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

export interface Note {
  id: string;
  text: string;
  created: string;
}

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.NOTES;

export const all = async (): Promise<Note[]> => {
  const { Items = [] } = await table.send(new ScanCommand({ TableName }));
  return (Items as Note[]).sort((a, b) => a.created.localeCompare(b.created));
};

export const find = async (id: string): Promise<Note | undefined> => {
  const { Item } = await table.send(new GetCommand({ TableName, Key: { id } }));
  return Item as Note | undefined;
};

export const put = (note: Note) => table.send(new PutCommand({ TableName, Item: note }));

export const remove = (id: string) => table.send(new DeleteCommand({ TableName, Key: { id } }));
