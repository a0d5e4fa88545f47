// Writes all notes into the bucket, as one object a day.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const bucket = new S3Client();

export const handler = async () => {
  const { Items } = await table.send(new ScanCommand({ TableName: process.env.NOTES }));
  const Key = `notes-${new Date().toISOString().slice(0, 10)}.json`;
  await bucket.send(new PutObjectCommand({ Bucket: process.env.ARCHIVE, Key, Body: JSON.stringify(Items) }));
  console.log('archived', Items.length, 'notes as', Key);
  return { archived: Items.length, as: Key };
};
