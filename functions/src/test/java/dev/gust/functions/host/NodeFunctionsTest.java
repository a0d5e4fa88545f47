package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogListener;
import dev.gust.functions.ResponseListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeFunctionsTest {
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void keepsStateBetweenInvocations() {
        FunctionSpec function = host.node("""
                let count = 0;
                exports.handler = async (event, context) => {
                  count++;
                  console.log("counting", count);
                  return { name: event.name, count };
                };
                """);
        TestHost.Outcome first = host.invoke(function, "{\"name\": \"a\"}");
        assertThat(first.text()).isEqualTo("{\"name\":\"a\",\"count\":1}");
        assertThat(first.lines()).singleElement().asString().matches("\\d{4}-.*Z\trequest-\\d+\tINFO\tcounting 1");
        assertThat(host.invoke(function, "{\"name\": \"b\"}").text()).isEqualTo("{\"name\":\"b\",\"count\":2}");
    }

    @Test
    void runsModulesOfBothKinds() {
        String module = """
                import { readFile } from 'node:fs/promises';
                const loaded = await readFile('/var/task/data.txt', 'utf8');
                export const handler = async () => ({ loaded, url: import.meta.url });
                """;
        FunctionSpec byExtension =
                host.function("nodejs20.x", "index.handler", Map.of("index.mjs", module, "data.txt", "here"));
        assertThat(host.invoke(byExtension, "{}").text())
                .isEqualTo("{\"loaded\":\"here\",\"url\":\"file:///var/task/index.mjs\"}");
        FunctionSpec byPackage = host.function(
                "nodejs20.x",
                "src/index.handler",
                Map.of("src/index.js", module, "package.json", "{\"type\":\"module\"}", "data.txt", "here"));
        assertThat(host.invoke(byPackage, "{}").text()).contains("\"loaded\":\"here\"");
        FunctionSpec common = host.function(
                "nodejs20.x",
                "lib/a.nested.deep",
                Map.of("lib/a.cjs", "exports.nested = { deep: async () => 'found' };"));
        assertThat(host.invoke(common, "{}").text()).isEqualTo("\"found\"");
    }

    @Test
    void runsHandlersOfEveryStyle() {
        assertThat(
                        answer(
                                "exports.handler = (event, context, callback) => setTimeout(() => callback(null, 'called back'), 5);"))
                .isEqualTo("\"called back\"");
        assertThat(answer("exports.handler = (event, context, callback) => callback(null, 'at once');"))
                .isEqualTo("\"at once\"");
        // As on AWS, a callback's answer waits until nothing is left to do, unless the handler says otherwise.
        assertThat(answer("""
                exports.handler = (event, context, callback) => {
                  const result = { later: false };
                  setTimeout(() => { result.later = true; }, 20);
                  callback(null, result);
                };
                """)).isEqualTo("{\"later\":true}");
        assertThat(answer("""
                exports.handler = (event, context, callback) => {
                  context.callbackWaitsForEmptyEventLoop = false;
                  const timer = setInterval(() => {}, 1000);
                  callback(null, 'without waiting');
                };
                """)).isEqualTo("\"without waiting\"");
        assertThat(answer("exports.handler = async () => new Promise(() => {});"))
                .startsWith(
                        "{\"errorType\":\"Runtime.NodeJsExit\",\"errorMessage\":\"The Lambda runtime client detected an unexpected");
        assertThat(answer("exports.handler = () => new Promise(() => {});")).isEqualTo("null");
        assertThat(answer("exports.handler = () => 'nobody asked';")).isEqualTo("null");
        // Errors do not wait.
        assertThat(answer("exports.handler = (e, c, callback) => { setInterval(() => {}, 1000); callback('told'); };"))
                .isEqualTo("{\"errorType\":\"string\",\"errorMessage\":\"told\",\"trace\":[]}");
        assertThat(answer("exports.handler = (e, context) => { setInterval(() => {}, 1000); context.fail(); };"))
                .isEqualTo("{\"errorType\":\"string\",\"errorMessage\":\"handled\",\"trace\":[]}");
        assertThat(answer("exports.handler = async () => {};")).isEqualTo("null");
        assertThat(answer("exports.handler = (event, context) => { context.succeed('done'); };"))
                .isEqualTo("\"done\"");
        assertThat(answer("exports.handler = (event, context, callback) => { callback(new Error('no')); };"))
                .startsWith("{\"errorType\":\"Error\",\"errorMessage\":\"no\",\"trace\":[\"Error: no\",");
    }

    @Test
    void tellsTheContext() throws Exception {
        String text = answer("""
                exports.handler = async (event, context) => ({
                  id: context.awsRequestId, name: context.functionName, memory: context.memoryLimitInMB,
                  left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn,
                  version: context.functionVersion, group: context.logGroupName, cwd: process.cwd(),
                  home: require('os').homedir(), endpoint: process.env.AWS_ENDPOINT_URL });
                """);
        JsonValue.Obj context = (JsonValue.Obj) JsonText.parse(text);
        assertThat(context.string("id").orElseThrow()).startsWith("request-");
        assertThat(context.string("memory")).contains("128");
        assertThat(context.string("version")).contains("$LATEST");
        assertThat(context.string("cwd")).contains("/var/task");
        assertThat(context.string("home")).contains("/home/sbx_user1051");
        assertThat(context.string("endpoint")).contains("http://127.0.0.1:" + TestHost.GATEWAY_PORT);
        assertThat(context.get("left").orElseThrow())
                .isInstanceOfSatisfying(
                        JsonValue.Num.class,
                        left -> assertThat(left.value().intValue()).isBetween(1, 3000));
    }

    @Test
    void tellsErrorsInAwsShapes() {
        assertThat(answer("exports.handler = async () => { throw new TypeError('bad'); };"))
                .startsWith(
                        "{\"errorType\":\"TypeError\",\"errorMessage\":\"bad\",\"trace\":[\"TypeError: bad\",\"    at ");
        assertThat(answer("exports.handler = async () => { throw 'a string'; };"))
                .isEqualTo("{\"errorType\":\"string\",\"errorMessage\":\"a string\",\"trace\":[]}");
        assertThat(answer("exports.other = 1;"))
                .startsWith(
                        "{\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":\"index.handler is undefined or not exported\"");
        assertThat(answer("require('not-there');"))
                .startsWith(
                        "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"Error: Cannot find module 'not-there'\\nRequire stack:\\n- /var/task/index.js");
        assertThat(answer("exports.handler = async () => {"))
                .startsWith("{\"errorType\":\"Runtime.UserCodeSyntaxError\",\"errorMessage\":\"SyntaxError: ");
        assertThat(host.invoke(host.function("nodejs20.x", "missing.handler", Map.of("index.js", "")), "{}")
                        .text())
                .startsWith(
                        "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"Error: Cannot find module 'missing'");
        assertThat(answer("exports.handler = async () => { const a = {}; a.a = a; return a; };"))
                .startsWith("{\"errorType\":\"Error\",\"errorMessage\":\"Unable to stringify response body\"");
        assertThat(answer("exports.handler = async () => 10n;"))
                .startsWith("{\"errorType\":\"Error\",\"errorMessage\":\"Unable to stringify response body\"");
        assertThat(host.invoke(
                                host.function(
                                        "nodejs20.x",
                                        "index.handler",
                                        Map.of("index.mjs", "import a from 'not-there'; export const handler = a;")),
                                "{}")
                        .text())
                .startsWith(
                        "{\"errorType\":\"Error\",\"errorMessage\":\"Cannot find package 'not-there' imported from /var/task");
        assertThat(
                        answer(
                                "exports.handler = () => { setTimeout(() => { throw new Error('late'); }, 1); return new Promise(() => {}); };"))
                .startsWith("{\"errorType\":\"Error\",\"errorMessage\":\"late\"");
        assertThat(
                        answer(
                                "exports.handler = () => { Promise.reject(new Error('nobody')); return new Promise((r) => setTimeout(r, 500)); };"))
                .startsWith("{\"errorType\":\"Runtime.UnhandledPromiseRejection\",\"errorMessage\":\"Error: nobody\"");
    }

    @Test
    void runsNoCallbacksFromNode24On() {
        assertThat(host.invoke(newest("exports.handler = (event, context, callback) => callback(null, 1);"), "{}")
                        .text())
                .startsWith(
                        "{\"errorType\":\"Runtime.CallbackHandlerDeprecated\",\"errorMessage\":\"ERROR: AWS Lambda has removed support");
        assertThat(host.invoke(newest("exports.handler = (event, context) => typeof context.done;"), "{}")
                        .text())
                .isEqualTo("\"undefined\"");
        assertThat(host.invoke(newest("exports.handler = async () => 10n;"), "{}")
                        .text())
                .startsWith("{\"errorType\":\"Runtime.JSONStringifyError\"");
    }

    private static FunctionSpec newest(String source) {
        return host.function("nodejs24.x", "index.handler", Map.of("index.js", source));
    }

    @Test
    void logsAsOnAws() {
        FunctionSpec text = host.node("""
                exports.handler = async () => {
                  for (let i = 0; i < 50; i++) { process.stdout.write(`printed ${i}\\n`); console.log('one\\ntwo', i); }
                  console.debug(); console.trace({ a: 1 }); console.fatal('w'.repeat(40000));
                  throw Object.assign(new TypeError('bad'), { code: 'E1', more: { b: 2 } });
                };
                """);
        List<String> lines = host.invoke(text, "{}").lines();
        assertThat(lines).hasSize(104);
        for (int i = 0; i < 50; i++) {
            assertThat(lines.get(2 * i)).isEqualTo("printed " + i);
            assertThat(lines.get(2 * i + 1)).matches("(?s)[^\t]+Z\trequest-\\d+\tINFO\tone\ntwo " + i);
        }
        assertThat(lines.get(100)).endsWith("\tDEBUG\tundefined");
        assertThat(lines.get(101)).endsWith("\tTRACE\t{ a: 1 }");
        assertThat(lines.get(102)).endsWith("\tFATAL\t" + "w".repeat(40_000));
        assertThat(lines.get(103))
                .contains(
                        "\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"bad\",\"code\":\"E1\",\"more\":{\"b\":2},"
                                + "\"stack\":[\"TypeError: bad\",\"    at ");
        FunctionSpec json =
                host.node("""
                        exports.handler = async () => {
                          console.debug('unheard'); console.info({ a: [1] }); console.warn('%s and', 'text', 2);
                          console.error('with', new RangeError('r')); console.error(new RangeError('alone'));
                          const circle = {}; circle.circle = circle; console.log(circle);
                          Promise.reject(new Error('nobody')); await new Promise((r) => setTimeout(r, 500));
                        };
                        """).withEnvironment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO"));
        List<String> events = host.invoke(json, "{}").lines();
        assertThat(events).hasSize(6);
        assertThat(events.get(0))
                .matches(
                        "\\{\"timestamp\":\"[^\"]+Z\",\"level\":\"INFO\",\"requestId\":\"request-\\d+\",\"message\":\\{\"a\":\\[1]}}");
        assertThat(events.get(1)).contains("\"level\":\"WARN\"", "\"message\":\"text and 2\"");
        assertThat(events.get(2))
                .contains("\"message\":\"with RangeError: r\\n    at ")
                .contains("\"errorType\":\"RangeError\",\"errorMessage\":\"r\",\"stackTrace\":[\"RangeError: r\",");
        assertThat(events.get(3))
                .contains("\"message\":{\"errorType\":\"RangeError\",\"errorMessage\":\"alone\",\"stackTrace\":[");
        assertThat(events.get(4)).contains("\"message\":\"<ref *1> { circle: [Circular *1] }\"");
        assertThat(events.get(5))
                .contains("\"level\":\"ERROR\"", "\"message\":{\"errorType\":\"UnhandledPromiseRejection\"")
                .contains("\"reason\":{\"errorType\":\"Error\",\"errorMessage\":\"nobody\"");
    }

    @Test
    void awaitsStreamsThatEndAfterTheirHandler() {
        FunctionSpec function = host.node("""
                const { Readable } = require('stream');
                exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                  stream.setContentType('text/plain');
                  stream.write({ an: 'object' });
                  Readable.from((async function* () { yield 'a'; await new Promise((r) => setTimeout(r, 50)); yield 'b'; })()).pipe(stream);
                });
                """);
        assertThat(host.invoke(function, "{}").text()).isEqualTo("{\"an\":\"object\"}ab");
        assertThat(answer("exports.handler = awslambda.streamifyResponse((event, stream) => { stream.end('x'); });"))
                .contains("Streaming does not support non-async handlers.");
    }

    @Test
    void servesAgainAfterItsEnvironmentDied() {
        FunctionSpec function = host.node("""
                exports.handler = async (event) => {
                  if (event.die) setTimeout(() => { throw new Error('late'); }, 1);
                  return new Promise((done) => setTimeout(() => done('alive'), event.die ? 500 : 0));
                };
                """);
        assertThat(host.invoke(function, "{\"die\":true}").text()).contains("late");
        assertThat(host.invoke(function, "{}").text()).isEqualTo("\"alive\"");
    }

    @Test
    void streamsWhileTheHandlerWrites() throws Exception {
        FunctionSpec function = host.node("""
                exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
                  stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } });
                  stream.write('first');
                  await new Promise((done) => setTimeout(done, 300));
                  stream.write('second');
                  stream.end();
                });
                """);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ResponseListener listener = new ResponseListener() {
            @Override
            public void begin(String contentType) {
                heard.add(contentType);
            }

            @Override
            public void chunk(byte[] bytes, Duration patience) {
                heard.add(new String(bytes, StandardCharsets.UTF_8));
            }
        };
        Invocation invocation = Invocation.of("r", "{}".getBytes(StandardCharsets.UTF_8), "arn");
        List<InvocationResult> results = new ArrayList<>();
        Thread invoking = Thread.ofVirtual()
                .start(() ->
                        results.add(host.host.invokeStreaming(function, invocation, LogListener.none(), listener)));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("application/vnd.awslambda.http-integration-response");
        assertThat(heard.poll(10, TimeUnit.SECONDS))
                .isEqualTo("{\"statusCode\":201,\"headers\":{\"a\":\"b\"}}\0\0\0\0\0\0\0\0");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
        // The handler has not ended yet.
        assertThat(invoking.isAlive()).isTrue();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
        invoking.join();
        assertThat(results).singleElement().isInstanceOf(InvocationResult.Success.class);
        // Invoked without streaming, the pieces come together.
        assertThat(host.invoke(function, "{}").text()).endsWith("firstsecond");
    }

    @Test
    void carriesLargePayloadsBothWays() {
        FunctionSpec function = host.node("exports.handler = async (event) => event;");
        String large = '"' + "x".repeat(Invocation.MAXIMUM_PAYLOAD_BYTES - 2) + '"';
        assertThat(host.invoke(function, large).text()).isEqualTo(large);
        FunctionSpec larger = host.node("exports.handler = async () => 'x'.repeat(7 * 1024 * 1024);");
        assertThat(host.invoke(larger, "{}").text()).contains("Function.ResponseSizeTooLarge", "6291556 bytes");
    }

    @Test
    void findsModulesOfLayersFromBothKinds() {
        Map<String, String> layer = Map.of("nodejs/node_modules/shared/index.js", "module.exports = 'from the layer';");
        FunctionSpec common = host.node("const s = require('shared'); exports.handler = async () => s;")
                .withLayers(List.of(host.pack(layer)));
        assertThat(host.invoke(common, "{}").text()).isEqualTo("\"from the layer\"");
        FunctionSpec module = host.function(
                        "nodejs20.x",
                        "index.handler",
                        Map.of("index.mjs", "import s from 'shared'; export const handler = async () => s;"))
                .withLayers(List.of(host.pack(layer)));
        assertThat(host.invoke(module, "{}").text()).isEqualTo("\"from the layer\"");
    }

    private static String answer(String source) {
        return host.invoke(host.node(source), "{}").text();
    }
}
