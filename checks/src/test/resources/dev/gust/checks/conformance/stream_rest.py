# Waits until the function has heard of all changes, and prints in which order it did, then removes the mapping.
import time
import boto3

logs, functions = boto3.client('logs'), boto3.client('lambda')

def seen():
    events = []
    for page in logs.get_paginator('filter_log_events').paginate(logGroupName='/aws/lambda/hears', filterPattern='SEEN'):
        events += page['events']
    return [int(event['message'].split()[1]) for event in sorted(events, key=lambda event: event['timestamp'])]

deadline = time.time() + 40
while set(seen()) != set(range(20)):
    assert time.time() < deadline, seen()
    time.sleep(0.1)
print(' '.join(str(number) for number in seen()))

mapping = functions.list_event_source_mappings(FunctionName='hears')['EventSourceMappings'][0]['UUID']
assert functions.delete_event_source_mapping(UUID=mapping)['State'] == 'Deleting'
while functions.list_event_source_mappings()['EventSourceMappings']:
    time.sleep(0.05)
