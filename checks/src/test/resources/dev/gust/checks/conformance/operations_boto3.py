# Calls every operation that botocore knows of the services that Gust has models of, with the least that its shape allows and with odd
# values. Whatever comes in is understood or refused: never a 5xx but "not implemented", and never an answer that cannot be read.
import collections, datetime, os, random
from concurrent.futures import ThreadPoolExecutor
import boto3, botocore.exceptions, botocore.parsers
from botocore.config import Config

SERVICES = """sts iam lambda s3 dynamodb dynamodbstreams sqs sns events scheduler stepfunctions logs cloudwatch xray ssm secretsmanager kms
    cloudformation apigateway apigatewayv2 apigatewaymanagementapi cognito-idp ses ecr""".split()
ROUNDS = int(os.environ["ROUNDS"])
ODD = ["", "\u00e9\u4e2d\U0001f600", "a\0b", "\ufffe", "../..", "{", '{"a":', "null", "<x>&\"'", "%00%2F", " ", "\n", "-1", "1e999", "*",
       "arn:aws:iam::000000000000:role/x", "arn:aws:lambda:us-east-1:000000000000:function:f", "arn:::::"]

def text(shape, name, dice):
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 50)
    if dice and (not shape.enum or dice.random() < 0.3):
        return dice.choice(ODD + ["a" * max(low - 1, 0), "a" * max(low, 1), "a" * min(high + 1, 70000)])
    if shape.enum:
        return shape.enum[0]
    return "arn:aws:iam::000000000000:role/x" if "arn" in name.lower() else ("a" * max(low, 3))[:max(high, 1)]

def number(shape, dice):
    low = shape.metadata.get("min", 0)
    wide = [2**63 - 1, -2**63] if shape.type_name == "long" else []
    return dice.choice([0, -1, low - 1, shape.metadata.get("max", 100) + 1, 2**31 - 1, -2**31] + wide) if dice else max(low, 1)

def value(shape, name, depth, dice):
    kind = shape.type_name
    if kind == "structure":
        members = list(shape.members)
        if getattr(shape, "is_tagged_union", False):
            members = [(dice or random).choice(members)] if depth < 6 else []
        else:
            members = [each for each in members if depth < 8 and (
                each in shape.required_members and not (dice and dice.random() < 0.1) or dice and depth < 4 and dice.random() < 0.25)]
        return {each: value(shape.members[each], each, depth + 1, dice) for each in members}
    if kind == "list":
        most = shape.metadata.get("max", 3)
        count = dice.choice([0, 1, 2, most + 1 if most < 100 else 5]) if dice and depth < 6 else shape.metadata.get("min", 1) or 1
        return [value(shape.member, name, depth + 1, dice) for _ in range(count)]
    if kind == "map":
        return {str(value(shape.key, name, depth + 1, dice)): value(shape.value, name, depth + 1, dice)
                for _ in range(dice.choice([0, 1, 3]) if dice else 1)}
    if kind == "boolean":
        return dice.random() < 0.5 if dice else True
    if kind in ("integer", "long"):
        return number(shape, dice)
    if kind in ("float", "double"):
        return dice.choice([0.0, -1.5, 1e308, 5e-324]) if dice else 1.0
    if kind == "timestamp":
        return dice.choice([datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31)]) if dice else datetime.datetime(2026, 1, 1)
    if kind == "blob":
        return dice.choice([b"", b"\0\xff", b"x" * 100000]) if dice else b"{}"
    return text(shape, name, dice)

wrong, outcomes = [], collections.Counter()

def call(job):
    client, operation, seed = job
    dice = random.Random(f"{operation} {seed}") if seed else None
    shape = client.meta.service_model.operation_model(operation).input_shape
    arguments = value(shape, "", 0, dice) if shape else {}
    try:
        client._make_api_call(operation, arguments)
        outcomes["ok"] += 1
    except botocore.exceptions.ClientError as refusal:
        status, code = refusal.response["ResponseMetadata"]["HTTPStatusCode"], refusal.response["Error"].get("Code")
        outcomes[code if status == 501 else status // 100] += 1
        if status >= 500 and code != "NotImplemented":
            wrong.append((operation, status, code, str(refusal)[:300], str(arguments)[:600]))
    except (botocore.parsers.ResponseParserError, botocore.exceptions.ConnectionError, botocore.exceptions.HTTPClientError) as broken:
        # The client's own library refuses to send some header values.
        if "header value" not in str(broken):
            wrong.append((operation, type(broken).__name__, str(broken)[:300], str(arguments)[:600]))
    except Exception as refused_by_the_client:
        outcomes[type(refused_by_the_client).__name__] += 1

config = Config(retries={"max_attempts": 0}, parameter_validation=False, read_timeout=20, inject_host_prefix=False,
                s3={"addressing_style": "path"}, max_pool_connections=8)
jobs = []
for service in SERVICES:
    client = boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=config)
    jobs += [(client, operation, seed) for operation in client.meta.service_model.operation_names for seed in range(ROUNDS + 1)]
with ThreadPoolExecutor(6) as threads:
    list(threads.map(call, jobs))
for each in wrong[:20]:
    print(*each)
print(dict(outcomes))
print("ALL RIGHT" if not wrong and outcomes["ok"] and outcomes["NotImplemented"] else f"{len(wrong)} WRONG")
