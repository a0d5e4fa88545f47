package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.RuntimeAvailability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java handlers, compiled here and run as they would be on AWS. */
class JavaFunctionsTest {
    private static TestHost host;
    private static JavaPackages packages;

    @BeforeAll
    static void start() throws IOException {
        host = TestHost.start();
        packages = new JavaPackages();
        assumeTrue(
                host.host.runtime("java21") instanceof RuntimeAvailability.Available,
                () -> "No whole Java is installed where every user can read it: " + host.host.runtime("java21"));
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        packages.close();
    }

    @Test
    void callsRequestHandlersOfRecordsAndBeans() throws Exception {
        FunctionSpec function = function("shop.Orders", """
                package shop;
                import com.amazonaws.services.lambda.runtime.*;
                import java.math.BigDecimal;
                import java.time.*;
                import java.util.*;
                public class Orders extends Base<Orders.Order> {
                    public record Line(String item, int count, BigDecimal price) {}
                    public enum Kind { EXPRESS, NORMAL }
                    public record Order(String id, Kind kind, List<Line> lines, Map<String, Set<Integer>> tags, Instant at,
                            Optional<String> note, long[] numbers, boolean paid) {}
                    public static class Receipt {
                        private final String id; private final BigDecimal total; public List<String> items;
                        Receipt(String id, BigDecimal total, List<String> items) { this.id = id; this.total = total; this.items = items; }
                        public String getId() { return id; }
                        public BigDecimal getTotal() { return total; }
                        public boolean isLarge() { return total.compareTo(BigDecimal.TEN) > 0; }
                        public LocalDate getDay() { return LocalDate.of(2026, 2, 28); }
                        public String getNothing() { return null; }
                    }
                    @Override public Receipt handleRequest(Order order, Context context) {
                        BigDecimal total = order.lines().stream().map(l -> l.price().multiply(BigDecimal.valueOf(l.count())))
                                .reduce(BigDecimal.ZERO, BigDecimal::add);
                        context.getLogger().log("order " + order.kind() + ' ' + order.tags() + ' ' + order.at() + ' ' + order.note()
                                + ' ' + order.numbers()[1] + ' ' + order.paid());
                        return new Receipt(order.id(), total, order.lines().stream().map(Line::item).toList());
                    }
                }
                abstract class Base<T> implements RequestHandler<T, Orders.Receipt> {}
                """);
        TestHost.Outcome outcome = host.invoke(function, """
                {"id": "o-1", "kind": "EXPRESS", "lines": [{"item": "tea", "count": 3, "price": 2.50}, {"item": "ö", "count": 1, "price": "4"}],
                 "tags": {"a": [2, 1]}, "at": "2026-03-01T10:00:00Z", "unknown": {"x": []}, "numbers": [1, 9007199254740993], "paid": true}
                """);
        assertThat(outcome.text())
                .isEqualTo("{\"id\":\"o-1\",\"total\":11.5,\"day\":\"2026-02-28\","
                        + "\"large\":true,\"nothing\":null,\"items\":[\"tea\",\"ö\"]}");
        assertThat(outcome.lines())
                .contains("order EXPRESS {a=[2, 1]} 2026-03-01T10:00:00Z Optional.empty 9007199254740993 true");
    }

    @Test
    void callsStreamHandlersAndPlainMethods() throws Exception {
        Map<String, String> source = Map.of("shop.Plain", """
                package shop;
                import com.amazonaws.services.lambda.runtime.*;
                import java.io.*;
                import java.util.*;
                public class Plain implements RequestStreamHandler {
                    public static class Bean { private String name; private List<Bean> parts; public int size;
                        public String getName() { return name; } public void setName(String n) { name = n; }
                        public List<Bean> getParts() { return parts; } public void setParts(List<Bean> p) { parts = p; } }
                    @Override public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
                        out.write(">".getBytes()); in.transferTo(out); }
                    public static String greet(String name) { return "Hello " + name; }
                    public Bean bean(Bean bean, Context context) { bean.size++; bean.setName(context.getFunctionName().substring(0, 4)); return bean; }
                    public int sum(List<Integer> numbers) { return numbers.stream().mapToInt(i -> i).sum(); }
                    public void nothing(Map<String, Object> any) { System.out.println(any.get("deep").getClass().getSimpleName()); }
                    public Object self(Object any) { List<Object> list = new ArrayList<>(); list.add(list); return list; }
                    private String secret(String name) { return name; }
                }
                """);
        assertThat(invoke(source, "shop.Plain", "{\"a\": 1}")).isEqualTo(">{\"a\": 1}");
        assertThat(invoke(source, "shop.Plain::handleRequest", "[]")).isEqualTo(">[]");
        assertThat(invoke(source, "shop.Plain::greet", "\"Gust\"")).isEqualTo("\"Hello Gust\"");
        assertThat(invoke(source, "shop.Plain::bean", "{\"Name\": 1, \"size\": 2, \"parts\": [{\"name\": \"p\"}]}"))
                .isEqualTo("{\"name\":\"test\",\"parts\":[{\"name\":\"p\",\"parts\":null,\"size\":0}],\"size\":3}");
        assertThat(invoke(source, "shop.Plain::sum", "[1, 2, 3]")).isEqualTo("6");
        assertThat(invoke(source, "shop.Plain::nothing", "{\"deep\": {}}")).isEqualTo("null");
        assertThat(invoke(source, "shop.Plain::self", "{}"))
                .startsWith("{\"errorMessage\":\"An error occurred during JSON serialization of response\","
                        + "\"errorType\":\"java.lang.RuntimeException\",\"stackTrace\":[],\"cause\":");
        assertThat(invoke(source, "shop.Plain::sum", "{\"no\": \"list\"}"))
                .startsWith(
                        "{\"errorMessage\":\"An error occurred during JSON parsing\",\"errorType\":\"java.lang.RuntimeException\"");
        assertThat(invoke(source, "shop.Plain::secret", "\"x\""))
                .startsWith(
                        "{\"errorMessage\":\"No public method named secret with appropriate method signature found on class "
                                + "shop.Plain\"}");
        assertThat(invoke(source, "shop.Absent", "{}"))
                .startsWith(
                        "{\"errorMessage\":\"Class not found: shop.Absent\",\"errorType\":\"java.lang.ClassNotFoundException\"");
    }

    @Test
    void runsHandlersOfAwssOwnEventsFromTheirJar() throws Exception {
        String source = """
                package shop;
                import com.amazonaws.services.lambda.runtime.*;
                import com.amazonaws.services.lambda.runtime.events.*;
                import java.util.*;
                public class Events {
                    public String sqs(SQSEvent event, Context context) {
                        SQSEvent.SQSMessage m = event.getRecords().get(0);
                        return m.getMessageId() + m.getBody() + m.getAttributes().get("ApproximateReceiveCount") + m.getEventSourceArn()
                                + m.getMessageAttributes().get("k").getStringValue();
                    }
                    public APIGatewayV2HTTPResponse http(APIGatewayV2HTTPEvent event) {
                        return APIGatewayV2HTTPResponse.builder().withStatusCode(201).withHeaders(Map.of("a", "b"))
                                .withBody(event.getRequestContext().getHttp().getMethod() + event.getRawPath() + event.getQueryStringParameters())
                                .build();
                    }
                    public String s3(S3Event event) {
                        var r = event.getRecords().get(0);
                        return r.getS3().getBucket().getName() + '/' + r.getS3().getObject().getKey() + ' ' + r.getEventName() + ' '
                                + r.getEventTime().getMillis();
                    }
                    public StreamsEventResponse stream(DynamodbEvent event) {
                        var r = event.getRecords().get(0);
                        return StreamsEventResponse.builder().withBatchItemFailures(List.of(StreamsEventResponse.BatchItemFailure.builder()
                                .withItemIdentifier(r.getEventID() + r.getDynamodb().getNewImage().get("id").getS()
                                        + r.getDynamodb().getNewImage().get("n").getN() + r.getDynamodb().getNewImage().get("b").getBOOL()
                                        + r.getDynamodb().getApproximateCreationDateTime().getTime()).build())).build();
                    }
                    public String kinesis(KinesisEvent event) {
                        var k = event.getRecords().get(0).getKinesis();
                        return new String(k.getData().array()) + k.getApproximateArrivalTimestamp().getTime();
                    }
                }
                """;
        Map<String, String> sources = Map.of("shop.Events", source);
        assertThat(events(sources, "sqs", """
                {"Records": [{"messageId": "m", "body": "b", "attributes": {"ApproximateReceiveCount": "1"}, "eventSourceARN": "arn",
                  "messageAttributes": {"k": {"stringValue": "v", "stringListValues": [], "dataType": "String"}}}]}""")).isEqualTo("\"mb1arnv\"");
        assertThat(events(sources, "http", """
                {"version": "2.0", "rawPath": "/p", "queryStringParameters": {"q": "1"}, "isBase64Encoded": false,
                 "requestContext": {"http": {"method": "GET", "path": "/p"}, "timeEpoch": 1583348638390}}"""))
                .contains("\"statusCode\":201", "\"headers\":{\"a\":\"b\"}", "\"body\":\"GET/p{q=1}\"");
        assertThat(events(sources, "s3", """
                {"Records": [{"eventVersion": "2.1", "eventName": "ObjectCreated:Put", "eventTime": "1970-01-01T00:00:01.000Z",
                  "s3": {"bucket": {"name": "bucket", "arn": "a"}, "object": {"key": "a+b", "size": 3}}}]}""")).isEqualTo("\"bucket/a+b ObjectCreated:Put 1000\"");
        assertThat(events(sources, "stream", """
                {"Records": [{"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": 1479499740, "NewImage":
                  {"id": {"S": "i"}, "n": {"N": "1"}, "b": {"BOOL": true}}, "StreamViewType": "NEW_IMAGE"}}]}"""))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"ei1true1479499740000\"}]}");
        assertThat(events(sources, "kinesis", """
                {"Records": [{"kinesis": {"data": "aGk=", "approximateArrivalTimestamp": 1545084650.987}}]}""")).isEqualTo("\"hi1545084650987\"");
    }

    @Test
    void tellsTheContext() throws Exception {
        FunctionSpec function = function("shop.Told", """
                package shop;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class Told {
                    public Object handle(Object event, Context c) {
                        List<Object> told = new ArrayList<>(List.of(c.getAwsRequestId(), c.getFunctionVersion(), c.getInvokedFunctionArn(),
                            c.getMemoryLimitInMB(), c.getLogGroupName(), c.getLogStreamName().contains("[$LATEST]"),
                            c.getRemainingTimeInMillis() > 1000 && c.getRemainingTimeInMillis() <= 9000, c.getIdentity().getIdentityId(),
                            c.getClientContext().getCustom().get("k"), c.getClientContext().getClient().getAppTitle(),
                            System.getProperty("com.amazonaws.xray.traceHeader"), System.getenv("OWN"), System.getenv("AWS_ENDPOINT_URL") != null,
                            System.getenv("AWS_EXECUTION_ENV"), TimeZone.getDefault().getID()));
                        return told;
                    }
                }
                """).withEnvironment(Map.of("OWN", "variable"));
        function = new FunctionSpec(
                function.key(),
                function.name(),
                "java17",
                "shop.Told::handle",
                function.code(),
                List.of(),
                function.environment(),
                256,
                Duration.ofSeconds(9),
                512,
                function.network(),
                List.of(),
                "/aws/lambda/told");
        Invocation invocation = new Invocation(
                "request-told",
                "{}".getBytes(StandardCharsets.UTF_8),
                "arn:told",
                Optional.of("Root=1"),
                Optional.of("{\"client\":{\"app_title\":\"title\"},\"custom\":{\"k\":\"v\"}}"),
                Optional.of("{\"cognitoIdentityId\":\"id\"}"));
        InvocationResult result = host.host.invoke(function, invocation, TestHost.collect(new ArrayList<>()));
        assertThat(new TestHost.Outcome(result, List.of()).text())
                .isEqualTo(
                        "[\"request-told\",\"$LATEST\",\"arn:told\",256,\"/aws/lambda/told\",true,true,\"id\",\"v\",\"title\","
                                + "\"Root=1\",\"variable\",true,\"AWS_Lambda_java17\",\"UTC\"]");
    }

    @Test
    void tellsFailuresAsLambdaDoes() throws Exception {
        Map<String, String> source = Map.of("shop.Failing", """
                package shop;
                public class Failing {
                    public static class Own extends RuntimeException { Own(String m, Throwable c) { super(m, c); } }
                    public static class Never { static final Object X = fail(); static Object fail() { throw new Own("static", null); } }
                    public String handle(String what) throws Exception {
                        switch (what) {
                            case "throw": throw new Own("no \\"luck\\"", new java.io.IOException("inner"));
                            case "exit": System.exit(3);
                            case "deep": return handle(what);
                            case "memory": { var all = new java.util.ArrayList<byte[]>(); while (true) all.add(new byte[8 << 20]); }
                            case "hang": while (true) Thread.onSpinWait();
                            default: return what;
                        }
                    }
                }
                """);
        FunctionSpec function = java(source, "shop.Failing::handle", List.of());
        TestHost.Outcome outcome = host.invoke(function, "\"throw\"");
        JsonValue.Obj error = (JsonValue.Obj) JsonText.parse(outcome.text());
        assertThat(error.string("errorMessage")).contains("no \"luck\"");
        assertThat(error.string("errorType")).contains("shop.Failing$Own");
        assertThat(error.get("stackTrace").orElseThrow().toJson())
                .isEqualTo("[\"shop.Failing.handle(Failing.java:7)\"]");
        assertThat(error.get("cause").orElseThrow().toJson())
                .startsWith(
                        "{\"errorMessage\":\"inner\",\"errorType\":\"java.io.IOException\",\"stackTrace\":[\"shop.Failing.handle");
        assertThat(outcome.lines().getFirst())
                .startsWith("no \"luck\": shop.Failing$Own\nshop.Failing$Own: no \"luck\"\n\tat shop.Failing.handle");
        assertThat(host.invoke(function, "\"fine\"").text()).isEqualTo("\"fine\"");
        assertThat(host.invoke(function, "\"deep\"").text()).contains("\"errorType\":\"java.lang.StackOverflowError\"");
        assertThat(host.invoke(function, "\"exit\"").text()).contains("Runtime exited with error: exit status 3");
        assertThat(host.invoke(function, "\"memory\"").text()).contains("\"errorType\":\"java.lang.OutOfMemoryError\"");
        FunctionSpec brief = function.withLimits(256, Duration.ofSeconds(1), 512);
        assertThat(host.invoke(brief, "\"hang\"").result()).isInstanceOf(InvocationResult.TimedOut.class);
        assertThat(host.invoke(function, "\"fine\"").text()).isEqualTo("\"fine\"");
    }

    @Test
    void tellsWhatIsWrongWithTheHandler() throws Exception {
        Map<String, String> source = Map.of("shop.Wrong", """
                package shop;
                public class Wrong {
                    public Wrong() { throw new IllegalStateException("made badly"); }
                    public class Inner { public String handle(String s) { return s; } }
                    public static class Never { static final Object X = fail(); static Object fail() { throw new Error("static"); }
                        public String handle(String s) { return s; } }
                    public static String quiet(String s) { throw new UnsupportedOperationException(); }
                    public String handle(String a, String b) { return a; }
                    public String make(String s) { return s; }
                }
                """);
        Map<String, String> expected = Map.of(
                "shop.Gone::handle",
                "{\"errorMessage\":\"Class not found: shop.Gone\",\"errorType\":\"java.lang.ClassNotFoundException\"}",
                "shop.Wrong",
                "{\"errorMessage\":\"Class does not implement an appropriate handler interface: shop.Wrong\"}",
                "shop.Wrong::handle",
                "{\"errorMessage\":\"No public method named handle with appropriate method signature found on class shop.Wrong\"}",
                "shop.Wrong::make",
                "{\"errorMessage\":\"made badly\",\"errorType\":\"java.lang.IllegalStateException\"}",
                "shop.Wrong::",
                "{\"errorMessage\":\"Invalid handler: `shop.Wrong::'\"}",
                "shop.Wrong$Inner::handle",
                "{\"errorMessage\":\"Class shop.Wrong$Inner cannot be instantiated because it is a non-static inner class\","
                        + "\"errorType\":\"java.lang.Exception\"}",
                "shop.Wrong$Never::handle",
                "{\"errorMessage\":\"Error loading class shop.Wrong$Never: static\",\"errorType\":\"java.lang.Error\"}",
                "shop.Wrong::quiet",
                "{\"errorMessage\":\"java.lang.UnsupportedOperationException\",\"errorType\":\"java.lang.UnsupportedOperationException\","
                        + "\"stackTrace\":[\"shop.Wrong.quiet(Wrong.java:7)\"]}");
        FunctionSpec function = java(source, "shop.Wrong", List.of());
        expected.forEach((handler, error) -> assertThat(
                        host.invoke(renamed(function, handler), "\"x\"").text())
                .as(handler)
                .isEqualTo(error));
    }

    @Test
    void logsAsOnAws() throws Exception {
        Map<String, String> source = Map.of("shop.Logs", """
                package shop;
                import com.amazonaws.services.lambda.runtime.*;
                import com.amazonaws.services.lambda.runtime.logging.LogLevel;
                public class Logs {
                    public void handle(Object any, Context context) {
                        LambdaLogger log = context.getLogger();
                        for (int i = 0; i < 50; i++) { System.out.println("printed " + i); log.log("one\\ntwo " + i); }
                        log.log("hushed", LogLevel.DEBUG); log.log("careful", LogLevel.WARN);
                        log.log("{\\"own\\":1}".getBytes(), LogLevel.ERROR); log.log("w".repeat(40000));
                    }
                }
                """);
        FunctionSpec text = java(source, "shop.Logs::handle", List.of());
        List<String> lines = host.invoke(text, "{}").lines();
        assertThat(lines).hasSize(104);
        for (int i = 0; i < 50; i++) {
            assertThat(lines.subList(2 * i, 2 * i + 2)).containsExactly("printed " + i, "one\ntwo " + i);
        }
        assertThat(lines.subList(100, 104))
                .containsExactly("[DEBUG] hushed", "[WARN] careful", "{\"own\":1}", "w".repeat(40_000));
        FunctionSpec json = renamed(text, "shop.Logs::handle")
                .withEnvironment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON", "AWS_LAMBDA_LOG_LEVEL", "INFO"));
        List<String> events = host.invoke(json, "{}").lines();
        assertThat(events).hasSize(103);
        assertThat(events.get(1))
                .matches(
                        "\\{\"timestamp\":\"[^\"]+Z\",\"message\":\"one\\\\ntwo 0\",\"level\":\"UNDEFINED\",\"AWSRequestId\":\"request-\\d+\"}");
        assertThat(events.get(100)).contains("\"message\":\"careful\",\"level\":\"WARN\"");
        assertThat(events.get(101)).isEqualTo("{\"own\":1}");
    }

    private static FunctionSpec renamed(FunctionSpec function, String handler) {
        FunctionKey key = new FunctionKey(function.key().function() + '-' + handler, "$LATEST", "2");
        return FunctionSpec.of(key, function.name(), "java21", handler, function.code())
                .withLimits(function.memoryMegabytes(), function.timeout(), 512);
    }

    @Test
    void readsOptionsThatTheFunctionSetsForItsJava() throws Exception {
        FunctionSpec function = function("shop.Options", """
                package shop;
                public class Options { public String handle(Object any) { return System.getProperty("own"); } }
                """).withEnvironment(Map.of("JAVA_TOOL_OPTIONS", "-Down=set"));
        assertThat(host.invoke(function, "{}").text()).isEqualTo("\"set\"");
    }

    @Test
    void saysWhatRunsIt() {
        assertThat(host.host.runtime("java21"))
                .isInstanceOfSatisfying(RuntimeAvailability.Available.class, available -> {
                    assertThat(available.interpreter()).startsWith("Java ");
                    assertThat(available.substitution().isEmpty()
                                    || available.substitution().get().startsWith("java21 runs on Java "))
                            .isTrue();
                });
    }

    private static String events(Map<String, String> sources, String method, String event) throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (entry.contains("aws-lambda-java-events") || entry.contains("joda-time")) {
                jars.add(Path.of(entry));
            }
        }
        assertThat(jars)
                .anyMatch(jar -> jar.endsWith(Path.of(SQSEvent.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .getFileName()));
        return host.invoke(java(sources, "shop.Events::" + method, jars), event).text();
    }

    private static String invoke(Map<String, String> sources, String handler, String event) throws Exception {
        return host.invoke(java(sources, handler, List.of()), event).text();
    }

    private static FunctionSpec function(String handler, String source) throws Exception {
        return java(
                Map.of(handler, source),
                handler + (source.contains("implements Request") || source.contains("extends Base") ? "" : "::handle"),
                List.of());
    }

    private static FunctionSpec java(Map<String, String> sources, String handler, List<Path> jars) throws Exception {
        Map<String, byte[]> files = new HashMap<>(packages.compile(sources, jars));
        for (Path jar : jars) {
            files.put("lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        return host.function("java21", handler, JavaPackages.zip(files)).withLimits(512, Duration.ofSeconds(15), 512);
    }
}
