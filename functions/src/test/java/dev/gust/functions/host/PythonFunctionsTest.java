package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PythonFunctionsTest {
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
        FunctionSpec function = host.python("""
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    print("counting", count)
                    return {"name": event["name"], "count": count}
                """);
        TestHost.Outcome first = host.invoke(function, "{\"name\": \"a\"}");
        assertThat(first.text()).isEqualTo("{\"name\": \"a\", \"count\": 1}");
        assertThat(first.lines()).containsExactly("counting 1");
        assertThat(((InvocationResult.Success) first.result()).metering().cold())
                .isTrue();
        TestHost.Outcome second = host.invoke(function, "{\"name\": \"b\"}");
        assertThat(second.text()).isEqualTo("{\"name\": \"b\", \"count\": 2}");
        assertThat(((InvocationResult.Success) second.result()).metering().cold())
                .isFalse();
    }

    @Test
    void tellsTheContext() throws Exception {
        FunctionSpec function = host.python("""
                import os
                def handler(event, context):
                    return {"id": context.aws_request_id, "name": context.function_name, "version": context.function_version,
                            "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb,
                            "group": context.log_group_name, "left": context.get_remaining_time_in_millis(),
                            "custom": context.client_context.custom, "identity": context.identity.cognito_identity_id,
                            "trace": os.environ["_X_AMZN_TRACE_ID"], "cwd": os.getcwd(), "handler": os.environ["_HANDLER"],
                            "stream": context.log_stream_name == os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
                            "kind": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]}
                """).withLimits(256, Duration.ofSeconds(9), 512);
        Invocation invocation = new Invocation(
                "the-request",
                "{}".getBytes(StandardCharsets.UTF_8),
                "arn:aws:lambda:us-east-1:000000000000:function:x:live",
                Optional.of("Root=1-a"),
                Optional.of("{\"custom\":{\"k\":\"v\"},\"client\":{\"app_title\":\"t\"}}"),
                Optional.of("{\"cognitoIdentityId\":\"who\"}"));
        InvocationResult result = host.host.invoke(function, invocation, LogListener.none());
        JsonValue.Obj answer = (JsonValue.Obj)
                JsonText.parse(new String(((InvocationResult.Success) result).payload(), StandardCharsets.UTF_8));
        assertThat(answer.string("id")).contains("the-request");
        assertThat(answer.string("name")).contains(function.name());
        assertThat(answer.string("version")).contains("$LATEST");
        assertThat(answer.string("arn")).contains("arn:aws:lambda:us-east-1:000000000000:function:x:live");
        assertThat(answer.string("memory")).contains("256");
        assertThat(answer.string("group")).contains("/aws/lambda/" + function.name());
        assertThat(answer.get("left").orElseThrow())
                .isInstanceOfSatisfying(
                        JsonValue.Num.class,
                        left -> assertThat(left.value().intValue()).isBetween(1, 9000));
        assertThat(answer.get("custom")).contains(new JsonValue.Obj(Map.of("k", JsonValue.of("v"))));
        assertThat(answer.string("identity")).contains("who");
        assertThat(answer.string("trace")).contains("Root=1-a");
        assertThat(answer.string("cwd")).contains("/var/task");
        assertThat(answer.string("handler")).contains("app.handler");
        assertThat(answer.get("stream")).contains(JsonValue.of(true));
        assertThat(answer.string("kind")).contains("on-demand");
    }

    @Test
    void loadsHandlersFromFoldersAndLayersInTheirOrder() {
        FunctionSpec function = host.function(
                        "python3.11", "src/api/users.get", Map.of("src/api/users.py", """
                        import shared, settings
                        def get(event, context):
                            return [shared.NAME, settings.VALUE, open("/opt/data.txt").read()]
                        """, "src/__init__.py", ""))
                .withLayers(List.of(
                        host.pack(Map.of(
                                "python/shared.py",
                                "NAME = 'first'",
                                "python/settings.py",
                                "VALUE = 1",
                                "data.txt",
                                "one")),
                        host.pack(Map.of("python/shared.py", "NAME = 'second'", "data.txt", "two"))));
        assertThat(host.invoke(function, "{}").text()).isEqualTo("[\"second\", 1, \"two\"]");
    }

    @Test
    void logsAsOnAws() {
        FunctionSpec function = host.python("""
                import logging, sys, subprocess
                logging.getLogger().setLevel(logging.INFO)
                logging.basicConfig(format="no handler is added to the one that is there")
                def handler(event, context):
                    for i in range(50):
                        print("printed", i)
                        logging.info("one\\ntwo %d", i)
                    logging.getLogger("sub").warning("w" * 40000)
                    context.log("said")
                    sys.stderr.write("no line end")
                    subprocess.run(["echo", "from a child"])
                """);
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("null");
        List<String> lines = outcome.lines();
        assertThat(lines).hasSize(103);
        for (int i = 0; i < 50; i++) {
            assertThat(lines.get(2 * i)).isEqualTo("printed " + i);
            assertThat(lines.get(2 * i + 1)).matches("(?s)\\[INFO]\t\\d{4}-.*\\.\\d{3}Z\trequest-\\d+\tone\ntwo " + i);
        }
        assertThat(lines.get(100)).startsWith("[WARNING]\t").endsWith("\t" + "w".repeat(40_000));
        assertThat(lines.subList(101, 103)).containsExactly("said", "no line endfrom a child");
    }

    /** Results as AWS's runtime writes them. Only from 3.12 on are letters beyond ASCII written as they are. */
    @Test
    void writesResultsAsOnAws() {
        Map<String, String> expected = Map.of(
                "b'raw \\x00 bytes'", "raw \0 bytes",
                "{'n': float('nan'), 'i': float('inf')}", "{\"n\": NaN, \"i\": Infinity}",
                "[Decimal('1.10'), Decimal('12345678901234567890.12'), Decimal('NaN')]",
                        "[1.10, 12345678901234567890.12, NaN]",
                "{'b': b'text', 2: None, True: (1, 2)}", "{\"b\": \"text\", \"2\": null, \"true\": [1, 2]}",
                "10 ** 30", "1" + "0".repeat(30),
                "'\u00e9'", "\"\\u00e9\"");
        FunctionSpec function = host.python("""
                from decimal import Decimal
                def handler(event, context):
                    return eval(event)
                """);
        expected.forEach((expression, result) -> assertThat(
                        host.invoke(function, JsonValue.of(expression).toJson()).text())
                .as(expression)
                .isEqualTo(result));
        assertThat(host.invoke(function, "\"(i for i in [1])\"").text())
                .contains("Unable to marshal response: Object of type generator is not JSON serializable");
        FunctionSpec newer = host.function(
                "python3.12", "app.handler", Map.of("app.py", "def handler(event, context):\n  return '\u00e9'"));
        assertThat(host.invoke(newer, "{}").text()).isEqualTo("\"\u00e9\"");
    }

    @Test
    void tellsAnExceptionWithItsStack() throws Exception {
        FunctionSpec function = host.python("""
                class Odd(Exception):
                    pass
                def handler(event, context):
                    raise Odd("this went wrong")
                """);
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.result()).isInstanceOf(InvocationResult.FunctionError.class);
        JsonValue.Obj error = (JsonValue.Obj) JsonText.parse(outcome.text());
        assertThat(error.string("errorType")).contains("Odd");
        assertThat(error.string("errorMessage")).contains("this went wrong");
        assertThat(error.string("requestId")).isPresent();
        assertThat(error.get("stackTrace").orElseThrow().toJson())
                .isEqualTo(
                        "[\"  File \\\"/var/task/app.py\\\", line 4, in handler\\n    raise Odd(\\\"this went wrong\\\")\\n\"]");
        assertThat(outcome.lines()).containsExactly("""
                        [ERROR] Odd: this went wrong
                        Traceback (most recent call last):
                        \u00a0\u00a0File "/var/task/app.py", line 4, in handler
                        \u00a0\u00a0\u00a0\u00a0raise Odd("this went wrong")""");
        // The environment is as good as before.
        assertThat(((InvocationResult.FunctionError) host.invoke(function, "{}").result())
                        .metering()
                        .cold())
                .isFalse();
    }

    @Test
    void logsAsJsonWithWhatTheCallerAdds() {
        FunctionSpec function = host.python("""
                        import logging
                        def handler(event, context):
                            logging.info("hello", extra={"order": 7})
                            try:
                                1 / 0
                            except ZeroDivisionError:
                                logging.exception("caught")
                            raise KeyError("gone")
                        """)
                .withEnvironment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO"));
        List<String> lines = host.invoke(function, "{}").lines();
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .matches(
                        "\\{\"timestamp\": \"[^\"]+\\.\\d{3}Z\", \"level\": \"INFO\", \"message\": \"hello\", \"logger\": \"root\", "
                                + "\"requestId\": \"request-\\d+\", \"order\": 7}");
        assertThat(lines.get(1))
                .contains("\"errorType\": \"ZeroDivisionError\"", "\"location\": \"/var/task/app.py:handler:7\"");
        assertThat(lines.getLast())
                .matches("\\{\"timestamp\": \"[^\"]+Z\", \"level\": \"ERROR\", \"errorMessage\": .*")
                .contains("\"errorType\": \"KeyError\"", "\"requestId\": \"request-", "\"stackTrace\": [");
    }

    @Test
    void tellsWhatIsWrongWithTheCode() {
        assertError(
                host.function("python3.11", "missing.handler", Map.of("app.py", "")),
                "Runtime.ImportModuleError",
                "Unable to import module 'missing': No module named 'missing'");
        assertError(
                host.python("import nothere"),
                "Runtime.ImportModuleError",
                "Unable to import module 'app': No module named 'nothere'");
        assertError(host.python("x = 1"), "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'");
        assertError(
                host.python("def handler(event, context)\n  pass"),
                "Runtime.UserCodeSyntaxError",
                "Syntax error in module 'app': expected ':' (app.py, line 1)");
        assertError(
                host.function("python3.11", "nodot", Map.of("app.py", "")),
                "Runtime.MalformedHandlerName",
                "Bad handler 'nodot': not enough values to unpack (expected 2, got 1)");
        assertError(
                host.python("def handler(event, context):\n  return object()"),
                "Runtime.MarshalError",
                "Unable to marshal response: Object of type object is not JSON serializable");
        assertError(host.python("raise ValueError('at load')"), "ValueError", "at load");
        assertError(
                host.function("python3.11", "sys.handler", Map.of("sys.py", "")),
                "Runtime.BuiltInModuleConflict",
                "Cannot use built-in module sys as a handler module");
    }

    private static void assertError(FunctionSpec function, String type, String message) {
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.result())
                .isInstanceOfSatisfying(
                        InvocationResult.FunctionError.class,
                        error -> assertThat(error.errorType()).isEqualTo(type));
        assertThat(outcome.text()).contains("\"errorMessage\": \"" + message + '"');
    }
}
