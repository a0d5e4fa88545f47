"""The API: one function for each route, one table behind them."""

import base64
import json
import os
import uuid
from datetime import datetime, timezone

import boto3

table = boto3.resource("dynamodb").Table(os.environ["NOTES"])


def handler(event, context):
    return ROUTES[event["routeKey"]](event)


def all_notes(event):
    return answer(200, sorted(table.scan()["Items"], key=lambda note: note["created"]))


def create(event):
    text = json.loads(body_of(event)).get("text")
    if not text:
        return answer(400, {"error": "a note needs a text"})
    note = {"id": str(uuid.uuid4()), "text": text, "created": datetime.now(timezone.utc).isoformat()}
    table.put_item(Item=note)
    print("created", note["id"])
    return answer(201, note)


def one(event):
    id = event["pathParameters"]["id"]
    note = table.get_item(Key={"id": id}).get("Item")
    return answer(200, note) if note else answer(404, {"error": f"there is no note {id}"})


def remove(event):
    table.delete_item(Key={"id": event["pathParameters"]["id"]})
    return answer(204)


def body_of(event):
    """A body whose content type is not one of a text comes in base64: curl's own, for one."""
    body = event.get("body") or "{}"
    return base64.b64decode(body) if event.get("isBase64Encoded") else body


def answer(status, body=None):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": "" if body is None else json.dumps(body),
    }


ROUTES = {
    "GET /notes": all_notes,
    "POST /notes": create,
    "GET /notes/{id}": one,
    "DELETE /notes/{id}": remove,
}
