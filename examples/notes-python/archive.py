"""Writes all notes into the bucket, as one object a day."""

import json
import os
from datetime import date

import boto3

table = boto3.resource("dynamodb").Table(os.environ["NOTES"])
bucket = boto3.resource("s3").Bucket(os.environ["ARCHIVE"])


def handler(event, context):
    notes = table.scan()["Items"]
    key = f"notes-{date.today()}.json"
    bucket.put_object(Key=key, Body=json.dumps(notes).encode())
    print("archived", len(notes), "notes as", key)
    return {"archived": len(notes), "as": key}
