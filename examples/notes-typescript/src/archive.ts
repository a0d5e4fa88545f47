// Writes all notes into the bucket, as one object a day.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { all } from './notes';

const bucket = new S3Client();

export const handler = async () => {
  const notes = await all();
  const Key = `notes-${new Date().toISOString().slice(0, 10)}.json`;
  await bucket.send(new PutObjectCommand({ Bucket: process.env.ARCHIVE, Key, Body: JSON.stringify(notes) }));
  console.log('archived', notes.length, 'notes as', Key);
  return { archived: notes.length, as: Key };
};
