# Drives Lambda as boto3 does; fails at the first answer that is not AWS's.
import base64, io, json, time, urllib.error, urllib.request, zipfile
import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

ROLE = 'arn:aws:iam::000000000000:role/worker'
session = boto3.Session()
functions, logs, tables = session.client('lambda'), session.client('logs'), session.client('dynamodb')

def packed(**files):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, 'w') as archive:
        for name, text in files.items():
            archive.writestr(name.replace('__', '/').replace('_py', '.py').replace('_mjs', '.mjs'), text)
    return memory.getvalue()

def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response['Error']['Code'] == code, error
        return error.response['Error']['Message']
    raise AssertionError('not refused: ' + code)

def until(condition, what, patience=20):
    deadline = time.time() + patience
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.time() < deadline, what
        time.sleep(0.05)

def logged(function, pattern):
    try:
        return logs.filter_log_events(logGroupName='/aws/lambda/' + function, filterPattern=pattern)['events']
    except logs.exceptions.ResourceNotFoundException:
        return []

HANDLER = '''
import json, os
def handler(event, context):
    print('heard', json.dumps(event))
    if event.get('fail'):
        raise ValueError('on purpose')
    if 'layer' in event:
        import shared
        return shared.NAME
    return {'event': event, 'version': os.environ['AWS_LAMBDA_FUNCTION_VERSION'], 'stage': os.environ.get('STAGE'),
            'start': os.environ['AWS_LAMBDA_INITIALIZATION_TYPE'], 'arn': context.invoked_function_arn}
'''

# Functions, their states, configuration and code.
made = functions.create_function(FunctionName='main', Runtime='python3.12', Handler='app.handler', Role=ROLE,
                                 Code={'ZipFile': packed(app_py=HANDLER)}, Environment={'Variables': {'STAGE': 'one'}},
                                 Tags={'team': 'gust'})
assert made['State'] in ('Pending', 'Active') and made['Version'] == '$LATEST', made
functions.get_waiter('function_active_v2').wait(FunctionName='main')
assert functions.get_function(FunctionName='main')['Tags'] == {'team': 'gust'}
assert refused('ResourceConflictException', functions.create_function, FunctionName='main', Runtime='python3.12',
               Handler='app.handler', Role=ROLE, Code={'ZipFile': packed(app_py=HANDLER)}) == 'Function already exist: main'
assert refused('ResourceNotFoundException', functions.get_function, FunctionName='nobody') == \
    'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody'

# Invoke, in all its ways.
def invoke(payload, name='main', **more):
    return functions.invoke(FunctionName=name, Payload=json.dumps(payload), **more)
answer = invoke({'n': 1}, LogType='Tail')
told = json.loads(answer['Payload'].read())
assert told['event'] == {'n': 1} and told['stage'] == 'one' and told['start'] == 'on-demand', told
assert answer['ExecutedVersion'] == '$LATEST' and answer['StatusCode'] == 200
tail = base64.b64decode(answer['LogResult']).decode()
assert tail.startswith('START RequestId: ') and 'heard {"n": 1}' in tail and 'REPORT RequestId: ' in tail, tail
failed = invoke({'fail': True})
assert failed['FunctionError'] == 'Unhandled', failed
assert json.loads(failed['Payload'].read())['errorType'] == 'ValueError'
assert invoke({}, InvocationType='DryRun')['StatusCode'] == 204
assert invoke({'later': 1}, InvocationType='Event')['StatusCode'] == 202
until(lambda: logged('main', 'later'), 'the event')
assert 'Could not parse request body into json' in refused(
    'InvalidRequestContentException', functions.invoke, FunctionName='main', Payload='not json')

# Updates, versions, aliases that divide calls.
functions.update_function_configuration(FunctionName='main', Environment={'Variables': {'STAGE': 'two'}}, MemorySize=256)
functions.get_waiter('function_updated_v2').wait(FunctionName='main')
assert functions.publish_version(FunctionName='main')['Version'] == '1'
assert functions.publish_version(FunctionName='main')['Version'] == '1'
functions.update_function_configuration(FunctionName='main', Environment={'Variables': {'STAGE': 'three'}})
functions.get_waiter('function_updated_v2').wait(FunctionName='main')
assert functions.publish_version(FunctionName='main')['Version'] == '2'
functions.create_alias(FunctionName='main', Name='live', FunctionVersion='1',
                       RoutingConfig={'AdditionalVersionWeights': {'2': 0.5}})
seen = {json.loads(invoke({}, Qualifier='live')['Payload'].read())['version'] for _ in range(40)}
assert seen == {'1', '2'}, seen
assert json.loads(invoke({}, 'main:live')['Payload'].read())['arn'].endswith(':function:main:live')
assert len(functions.list_versions_by_function(FunctionName='main')['Versions']) == 3

# Environments that are there before anybody calls.
functions.update_alias(FunctionName='main', Name='live', FunctionVersion='2', RoutingConfig={'AdditionalVersionWeights': {}})
functions.put_provisioned_concurrency_config(FunctionName='main', Qualifier='2', ProvisionedConcurrentExecutions=2)
until(lambda: functions.get_provisioned_concurrency_config(FunctionName='main', Qualifier='2')['Status'] == 'READY', 'ready')
functions.delete_provisioned_concurrency_config(FunctionName='main', Qualifier='2')
functions.update_function_configuration(FunctionName='main', Timeout=7)
functions.get_waiter('function_updated_v2').wait(FunctionName='main')
ready = functions.publish_version(FunctionName='main')['Version']
functions.put_provisioned_concurrency_config(FunctionName='main', Qualifier=ready, ProvisionedConcurrentExecutions=1)
until(lambda: functions.get_provisioned_concurrency_config(FunctionName='main', Qualifier=ready)['Status'] == 'READY', 'ready')
assert json.loads(invoke({}, Qualifier=ready)['Payload'].read())['start'] == 'provisioned-concurrency'
listed = functions.list_provisioned_concurrency_configs(FunctionName='main')['ProvisionedConcurrencyConfigs']
assert [one['AllocatedProvisionedConcurrentExecutions'] for one in listed] == [1], listed
functions.delete_provisioned_concurrency_config(FunctionName='main', Qualifier=ready)
refused('ProvisionedConcurrencyConfigNotFoundException', functions.get_provisioned_concurrency_config,
        FunctionName='main', Qualifier=ready)

# Layers, and who may use them.
layer = functions.publish_layer_version(LayerName='shared', Content={'ZipFile': packed(python__shared_py="NAME = 'from a layer'")},
                                        CompatibleRuntimes=['python3.12'])
functions.update_function_configuration(FunctionName='main', Layers=[layer['LayerVersionArn']])
functions.get_waiter('function_updated_v2').wait(FunctionName='main')
assert json.loads(invoke({'layer': 1})['Payload'].read()) == 'from a layer'
stranger = session.client('lambda', aws_access_key_id='123456789012', aws_secret_access_key='test')
refused('AccessDeniedException', stranger.get_layer_version_by_arn, Arn=layer['LayerVersionArn'])
functions.add_layer_version_permission(LayerName='shared', VersionNumber=1, StatementId='one', Action='lambda:GetLayerVersion',
                                       Principal='123456789012')
assert stranger.get_layer_version_by_arn(Arn=layer['LayerVersionArn'])['Version'] == 1
stranger.create_function(FunctionName='stranger', Runtime='python3.12', Handler='app.handler',
                         Role='arn:aws:iam::123456789012:role/worker', Code={'ZipFile': packed(app_py=HANDLER)},
                         Layers=[layer['LayerVersionArn']])
borrowed = stranger.invoke(FunctionName='stranger', Payload='{"layer": 1}')
assert json.loads(borrowed['Payload'].read()) == 'from a layer'
assert '"Sid":"one"' in functions.get_layer_version_policy(LayerName='shared', VersionNumber=1)['Policy'].replace(' ', '')
functions.remove_layer_version_permission(LayerName='shared', VersionNumber=1, StatementId='one')
refused('ResourceNotFoundException', functions.get_layer_version_policy, LayerName='shared', VersionNumber=1)

# Reserved concurrency; a function with none of it is throttled, and its events go to its destination at once.
functions.put_function_concurrency(FunctionName='main', ReservedConcurrentExecutions=0)
try:
    session.client('lambda', config=boto3.session.Config(retries={'max_attempts': 0})).invoke(FunctionName='main', Payload='{}')
    raise AssertionError('not throttled')
except ClientError as error:
    assert error.response['Error']['Code'] == 'TooManyRequestsException', error
    assert error.response['Reason'] == 'ReservedFunctionConcurrentInvocationLimitExceeded', error.response
functions.create_function(FunctionName='told', Runtime='python3.12', Handler='app.handler', Role=ROLE,
                          Code={'ZipFile': packed(app_py=HANDLER)})
told_arn = functions.get_function_configuration(FunctionName='told')['FunctionArn']
functions.put_function_event_invoke_config(FunctionName='main', MaximumRetryAttempts=0, DestinationConfig={
    'OnFailure': {'Destination': told_arn}, 'OnSuccess': {'Destination': told_arn}})
invoke({'zero': 1}, InvocationType='Event')
until(lambda: logged('told', 'ZeroReservedConcurrency'), 'zero')
functions.delete_function_concurrency(FunctionName='main')
invoke({'fail': True}, InvocationType='Event')
until(lambda: logged('told', 'RetriesExhausted'), 'failure')
invoke({'fine': True}, InvocationType='Event')
until(lambda: logged('told', '"Success"'), 'success')

# A URL for everybody, and one for those who sign.
url = functions.create_function_url_config(FunctionName='main', AuthType='NONE', Cors={'AllowOrigins': ['https://example.com']})['FunctionUrl']
def http(address, data=None, **headers):
    # Names under localhost do not resolve everywhere, so the host is a header.
    host = address.split('/')[2]
    port = host.split(':')[1]
    request = urllib.request.Request('http://127.0.0.1:%s/%s' % (port, address.split('/', 3)[3]), data=data,
                                     headers={'Host': host, **headers})
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error
assert http(url).status == 403
def open_to_urls(name):
    # The first boto3 that knows InvokedViaFunctionUrl is of October 2025; without it the permission is for every way to call.
    members = functions.meta.service_model.operation_model('AddPermission').input_shape.members
    only = {'InvokedViaFunctionUrl': True} if 'InvokedViaFunctionUrl' in members else {}
    functions.add_permission(FunctionName=name, StatementId='invoke', Action='lambda:InvokeFunction', Principal='*', **only)
functions.add_permission(FunctionName='main', StatementId='open', Action='lambda:InvokeFunctionUrl', Principal='*', FunctionUrlAuthType='NONE')
open_to_urls('main')
open_answer = http(url + 'a/b?c=d', Origin='https://example.com')
heard = json.loads(open_answer.read())['event']
assert heard['rawPath'] == '/a/b' and heard['rawQueryString'] == 'c=d' and heard['version'] == '2.0', heard
assert open_answer.headers['Access-Control-Allow-Origin'] == 'https://example.com'
functions.update_function_url_config(FunctionName='main', AuthType='AWS_IAM')
assert http(url).status == 403
signed = AWSRequest(method='GET', url=url)
SigV4Auth(session.get_credentials(), 'lambda', 'us-east-1').add_auth(signed)
answered = http(url, **{name: value for name, value in signed.headers.items()})
assert answered.status == 200, answered.read()
assert json.loads(answered.read())['event']['requestContext']['authorizer']['iam']['accountId'] == '000000000000'

# A response that is read while it is written.
functions.create_function(FunctionName='streams', Runtime='nodejs20.x', Handler='app.handler', Role=ROLE, Timeout=20,
                          Code={'ZipFile': packed(app_mjs='''
export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-from': 'handler', 'content-type': 'text/plain' } });
    out.write('first');
    await new Promise(done => setTimeout(done, 1500));
    out.write(' and last');
    out.end();
});''')})
functions.get_waiter('function_active_v2').wait(FunctionName='streams')
begun = time.time()
first = None
text = b''
for event in functions.invoke_with_response_stream(FunctionName='streams')['EventStream']:
    if 'PayloadChunk' in event:
        first = first or time.time() - begun
        text += event['PayloadChunk']['Payload']
    else:
        assert not event['InvokeComplete'].get('ErrorCode'), event
assert text.endswith(b'first and last') and time.time() - begun - first > 1, (text, first)
streaming = functions.create_function_url_config(FunctionName='streams', AuthType='NONE', InvokeMode='RESPONSE_STREAM')['FunctionUrl']
functions.add_permission(FunctionName='streams', StatementId='open', Action='lambda:InvokeFunctionUrl', Principal='*', FunctionUrlAuthType='NONE')
open_to_urls('streams')
begun = time.time()
response = http(streaming)
assert response.status == 201 and response.headers['x-from'] == 'handler', (response.status, response.headers)
assert response.read(5) == b'first'
first = time.time() - begun
assert response.read() == b' and last'
assert time.time() - begun - first > 1, first

# What belongs to an alias or a version goes with it, and lists come page by page.
published = functions.publish_version(FunctionName='told')['Version']
functions.update_function_configuration(FunctionName='told', Timeout=4)
newer = functions.publish_version(FunctionName='told')['Version']
for qualifier in (published, newer):
    functions.put_function_event_invoke_config(FunctionName='told', Qualifier=qualifier, MaximumRetryAttempts=1)
page = functions.list_function_event_invoke_configs(FunctionName='told', MaxItems=1)
rest = functions.list_function_event_invoke_configs(FunctionName='told', Marker=page['NextMarker'])
assert [len(part['FunctionEventInvokeConfigs']) for part in (page, rest)] == [1, 1] and 'NextMarker' not in rest, (page, rest)
functions.delete_function(FunctionName='told', Qualifier=published)
assert len(functions.list_function_event_invoke_configs(FunctionName='told')['FunctionEventInvokeConfigs']) == 1
for name in ('blue', 'green'):
    functions.create_alias(FunctionName='told', Name=name, FunctionVersion=newer)
    functions.create_function_url_config(FunctionName='told', Qualifier=name, AuthType='NONE')
page = functions.list_function_url_configs(FunctionName='told', MaxItems=1)
assert len(page['FunctionUrlConfigs']) == 1 and page['NextMarker'], page
functions.delete_alias(FunctionName='told', Name='blue')
functions.create_alias(FunctionName='told', Name='blue', FunctionVersion=newer)
refused('ResourceNotFoundException', functions.get_function_url_config, FunctionName='told', Qualifier='blue')
assert 'only supported for' in refused('InvalidParameterValueException', functions.add_permission, FunctionName='told',
    StatementId='wrong', Action='lambda:InvokeFunction', Principal='*', FunctionUrlAuthType='NONE')
assert 'functions.devices' in refused('InvalidParameterValueException', functions.update_function_configuration,
    FunctionName='told', Environment={'Variables': {'GUST_DEVICES': 'gpu'}})

# Logs as they come. The host has no prefix, as gust env says it.
live = session.client('logs', config=boto3.session.Config(inject_host_prefix=False))
group = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/told'
refused('InvalidParameterException', live.start_live_tail, logGroupIdentifiers=['/aws/lambda/told'])
refused('ResourceNotFoundException', live.start_live_tail, logGroupIdentifiers=[group + '-absent'])
tail = live.start_live_tail(logGroupIdentifiers=[group], logEventFilterPattern='heard')['responseStream']
seen = []
for event in tail:
    if 'sessionStart' in event:
        assert event['sessionStart']['logGroupIdentifiers'] == [group], event
        functions.invoke(FunctionName='told', Payload='{"live": true}')
    seen += event.get('sessionUpdate', {}).get('sessionResults', [])
    if seen:
        break
tail.close()
assert 'heard {"live": true}' in seen[0]['message'] and seen[0]['logGroupIdentifier'] == '000000000000:/aws/lambda/told', seen

# Gone.
for name in ('main', 'told', 'streams'):
    functions.delete_function(FunctionName=name)
refused('ResourceNotFoundException', functions.invoke, FunctionName='main', Payload='{}')
print('ALL RIGHT')
