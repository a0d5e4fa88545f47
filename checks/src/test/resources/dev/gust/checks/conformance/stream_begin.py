# Makes a table whose changes a function hears of, writes, and leaves while the function is at work on the eleventh change.
import io, time, zipfile
import boto3

HANDLER = """
import time
def handler(event, context):
    for record in event['Records']:
        number = int(record['dynamodb']['NewImage']['n']['N'])
        print('SEEN', number, record['eventName'])
        if number == 10:
            time.sleep(4)
"""

def code(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('app.py', text)
    return packed.getvalue()

tables, functions, logs = boto3.client('dynamodb'), boto3.client('lambda'), boto3.client('logs')
stream = tables.create_table(
    TableName='things', BillingMode='PAY_PER_REQUEST',
    AttributeDefinitions=[{'AttributeName': 'p', 'AttributeType': 'S'}],
    KeySchema=[{'AttributeName': 'p', 'KeyType': 'HASH'}],
    StreamSpecification={'StreamEnabled': True, 'StreamViewType': 'NEW_IMAGE'})['TableDescription']['LatestStreamArn']
tables.get_waiter('table_exists').wait(TableName='things', WaiterConfig={'Delay': 1})
functions.create_function(
    FunctionName='hears', Runtime='python3.12', Handler='app.handler', Timeout=30,
    Role='arn:aws:iam::000000000000:role/hears', Code={'ZipFile': code(HANDLER)})
functions.get_waiter('function_active_v2').wait(FunctionName='hears')
mapping = functions.create_event_source_mapping(
    EventSourceArn=stream, FunctionName='hears', StartingPosition='TRIM_HORIZON', BatchSize=5)
assert mapping['State'] == 'Creating', mapping
while functions.get_event_source_mapping(UUID=mapping['UUID'])['State'] != 'Enabled':
    time.sleep(0.05)
listed = functions.list_event_source_mappings(FunctionName='hears')['EventSourceMappings']
assert [one['UUID'] for one in listed] == [mapping['UUID']], listed

for number in range(20):
    tables.put_item(TableName='things', Item={'p': {'S': 'key-%d' % number}, 'n': {'N': str(number)}})

def seen():
    try:
        events = logs.filter_log_events(logGroupName='/aws/lambda/hears', filterPattern='SEEN')['events']
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [int(event['message'].split()[1]) for event in events]

deadline = time.time() + 30
while 10 not in seen():
    assert time.time() < deadline, seen()
    time.sleep(0.05)
# What a function logs is on disk within a second.
time.sleep(1.5)
print('AT WORK')
