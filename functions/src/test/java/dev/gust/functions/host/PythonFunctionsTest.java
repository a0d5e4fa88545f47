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
                def handler(event, context):
                    logging.info("one\\ntwo")
                    print("printed")
                    sys.stderr.write("no line end")
                    subprocess.run(["echo", "from a child"])
                """);
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("null");
        assertThat(outcome.lines()).hasSize(3);
        assertThat(outcome.lines())
                .anySatisfy(line -> assertThat(line).matches("(?s)\\[INFO]\t\\d{4}-.*Z\trequest-\\d+\tone\ntwo"))
                .contains("printed", "no line endfrom a child");
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
        assertThat(outcome.lines()).singleElement().asString().startsWith("[ERROR] Odd: this went wrong\nTraceback");
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
                        "\\{\"timestamp\": \"[^\"]+Z\", \"level\": \"INFO\", \"message\": \"hello\", \"logger\": \"root\", "
                                + "\"requestId\": \"request-\\d+\", \"order\": 7}");
        assertThat(lines.get(1))
                .contains("\"errorType\": \"ZeroDivisionError\"", "\"location\": \"/var/task/app.py:handler:7\"");
        assertThat(lines.getLast())
                .matches("\\{\"timestamp\": \"[^\"]+Z\", \"log_level\": \"ERROR\", \"errorMessage\": .*")
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
