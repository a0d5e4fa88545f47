// Drives Lambda as the AWS SDK for JavaScript v3 does.
const assert = require("assert");
const { LambdaClient, CreateFunctionCommand, InvokeCommand, InvokeWithResponseStreamCommand, waitUntilFunctionActiveV2,
    PublishVersionCommand, CreateAliasCommand, PutFunctionEventInvokeConfigCommand, DeleteFunctionCommand,
    GetFunctionCommand } = require("@aws-sdk/client-lambda");

const lambda = new LambdaClient({});
const text = bytes => Buffer.from(bytes).toString();

(async () => {
    await lambda.send(new CreateFunctionCommand({
        FunctionName: "v3", Runtime: "nodejs20.x", Handler: "index.handler", Role: "arn:aws:iam::000000000000:role/worker",
        Timeout: 10, Code: { ZipFile: Buffer.from(process.env.ZIP, "base64") },
    }));
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20 }, { FunctionName: "v3" });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "v3", Payload: JSON.stringify({ n: 1 }), LogType: "Tail" }));
    assert.deepStrictEqual(JSON.parse(text(answer.Payload)), { n: 1 });
    assert.match(Buffer.from(answer.LogResult, "base64").toString(), /REPORT RequestId/);
    assert.strictEqual((await lambda.send(new PublishVersionCommand({ FunctionName: "v3" }))).Version, "1");
    await lambda.send(new CreateAliasCommand({ FunctionName: "v3", Name: "live", FunctionVersion: "1" }));
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "v3", Qualifier: "live", MaximumRetryAttempts: 1 }));
    const failed = await lambda.send(new InvokeCommand({ FunctionName: "v3:live", Payload: JSON.stringify({ fail: true }) }));
    assert.strictEqual(failed.FunctionError, "Unhandled");
    assert.strictEqual(JSON.parse(text(failed.Payload)).errorMessage, "on purpose");

    const begun = Date.now();
    let first, all = "";
    const stream = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "v3", Payload: JSON.stringify({ stream: true }) }));
    for await (const event of stream.EventStream) {
        if (event.PayloadChunk) {
            first ??= Date.now() - begun;
            all += text(event.PayloadChunk.Payload);
        }
    }
    assert.strictEqual(all, '{"stream":true}');
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "v3" }));
    await assert.rejects(lambda.send(new GetFunctionCommand({ FunctionName: "v3" })), { name: "ResourceNotFoundException" });
    console.log("ALL RIGHT");
})().catch(error => { console.error(error); process.exit(1); });
