# A function that fails on what a table tells it: what was given up is told to a bucket, with its content.
import io, json, time, zipfile
import boto3
from botocore.exceptions import ClientError

def code(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('app.py', text)
    return packed.getvalue()

def until(look):
    deadline = time.time() + 30
    while True:
        found = look()
        if found:
            return found
        assert time.time() < deadline
        time.sleep(0.05)

tables, functions, buckets = boto3.client('dynamodb'), boto3.client('lambda'), boto3.client('s3')
buckets.create_bucket(Bucket='given-up')
stream = tables.create_table(
    TableName='things', BillingMode='PAY_PER_REQUEST',
    AttributeDefinitions=[{'AttributeName': 'p', 'AttributeType': 'S'}],
    KeySchema=[{'AttributeName': 'p', 'KeyType': 'HASH'}],
    StreamSpecification={'StreamEnabled': True, 'StreamViewType': 'NEW_IMAGE'})['TableDescription']['LatestStreamArn']
role = 'arn:aws:iam::000000000000:role/fails'
function = functions.create_function(
    FunctionName='fails', Runtime='python3.12', Handler='app.handler', Role=role,
    Code={'ZipFile': code("def handler(event, context):\n    raise ValueError('no')\n")})['FunctionArn']
functions.get_waiter('function_active_v2').wait(FunctionName='fails')

for refused, word in {
    'arn:aws:sqs:us-east-1:000000000000:queue': 'sqs', 'arn:aws:sns:us-east-1:000000000000:topic': 'sns',
    'arn:aws:s3:::given-up/folder': 'not a bucket', 'arn:aws:lambda:us-east-1:000000000000:function:fails': 'none of',
}.items():
    try:
        functions.create_event_source_mapping(
            EventSourceArn=stream, FunctionName='fails', StartingPosition='LATEST',
            DestinationConfig={'OnFailure': {'Destination': refused}})
        raise AssertionError(refused)
    except ClientError as error:
        assert word in str(error), error

mapping = functions.create_event_source_mapping(
    EventSourceArn=stream, FunctionName='fails', StartingPosition='TRIM_HORIZON', MaximumRetryAttempts=1,
    DestinationConfig={'OnFailure': {'Destination': 'arn:aws:s3:::given-up'}})
assert mapping['DestinationConfig'] == {'OnFailure': {'Destination': 'arn:aws:s3:::given-up'}}, mapping
tables.put_item(TableName='things', Item={'p': {'S': 'a "quoted" key'}})
key = until(lambda: [one['Key'] for one in buckets.list_objects_v2(Bucket='given-up').get('Contents', [])])[0]
told = json.loads(buckets.get_object(Bucket='given-up', Key=key)['Body'].read())

batch, request = told['DDBStreamBatchInfo'], told['requestContext']
assert set(told) == {'requestContext', 'responseContext', 'version', 'timestamp', 'DDBStreamBatchInfo', 'payload'}, told
assert key == 'aws/lambda/%s/%s/%s/%s-%s' % (
    mapping['UUID'], batch['shardId'], told['timestamp'][:10].replace('-', '/'),
    told['timestamp'][:19].replace(':', '.'), request['requestId']), key
assert request['functionArn'] == function and request['condition'] == 'RetryAttemptsExhausted', told
assert request['approximateInvokeCount'] == 2 and told['version'] == '1.0', told
assert told['responseContext'] == {'statusCode': 200, 'executedVersion': '$LATEST', 'functionError': 'Unhandled'}, told
assert batch['startSequenceNumber'] == batch['endSequenceNumber'] and batch['batchSize'] == 1, told
assert batch['streamArn'] == stream and batch['shardId'].startswith('shardId-'), told
assert batch['approximateArrivalOfFirstRecord'] == batch['approximateArrivalOfLastRecord'], told
records = json.loads(told['payload'])['Records']
assert records[0]['dynamodb']['NewImage'] == {'p': {'S': 'a "quoted" key'}}, told
assert records[0]['dynamodb']['SequenceNumber'] == batch['startSequenceNumber'], told

# What was sent to a function without waiting goes the same way.
functions.put_function_event_invoke_config(
    FunctionName='fails', MaximumRetryAttempts=0, DestinationConfig={'OnFailure': {'Destination': 'arn:aws:s3:::given-up'}})
functions.invoke(FunctionName='fails', InvocationType='Event', Payload=b'{"a": 1}')
key = until(lambda: [
    one['Key'] for one in buckets.list_objects_v2(Bucket='given-up', Prefix='aws/lambda/async/fails/').get('Contents', [])])[0]
told = json.loads(buckets.get_object(Bucket='given-up', Key=key)['Body'].read())
assert told['requestPayload'] == {'a': 1} and told['responsePayload']['errorMessage'] == 'no', told
print('done')
