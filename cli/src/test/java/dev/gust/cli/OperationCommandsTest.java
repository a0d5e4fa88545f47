package dev.gust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gust.cli.command.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that call AWS operations, against an endpoint that answers as it is told. */
class OperationCommandsTest {
    private record Answer(int status, String body, List<String> headers) {}

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> requests = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer endpoint;

    @BeforeEach
    void listen() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", this::answer);
        endpoint.start();
    }

    @AfterEach
    void stopListening() {
        endpoint.stop(0);
    }

    @Test
    void invokePrintsAnswerAndLog() {
        String log = Base64.getEncoder().encodeToString("hello\n".getBytes(StandardCharsets.UTF_8));
        answers.add(new Answer(200, "{\"statusCode\":200}", List.of("X-Amz-Log-Result", log)));
        assertThat(run("invoke", "notes:live", "--payload", "{\"a\":1}")).isZero();
        assertThat(out).hasToString("{\"statusCode\":200}" + System.lineSeparator());
        assertThat(err).hasToString("hello\n");
        assertThat(requests.getFirst())
                .startsWith("POST /2015-03-31/functions/notes%3Alive/invocations RequestResponse")
                .contains("Credential=test/", "/us-east-1/lambda/aws4_request")
                .endsWith("{\"a\":1}");
    }

    @Test
    void invokeFailsWhenTheFunctionFails() {
        answers.add(new Answer(200, "{\"errorMessage\":\"no\"}", List.of("X-Amz-Function-Error", "Unhandled")));
        assertThat(run("invoke", "notes")).isEqualTo(1);
        assertThat(out.toString()).contains("no");
    }

    @Test
    void invokeSaysWhereAFunctionFailedAndWhichTablesThereAre() {
        answers.add(new Answer(
                200,
                "{\"errorType\":\"ResourceNotFoundException\",\"errorMessage\":\"Requested resource not found\",\"trace\":"
                        + "[\"ResourceNotFoundException: Requested resource not found\",\" at x (/var/task/node_modules/a/b.js:1:2)\","
                        + "\" at handler (file:///var/task/src/api.mjs:12:5)\"]}",
                List.of("X-Amz-Function-Error", "Unhandled")));
        answers.add(new Answer(200, "{\"TableNames\":[\"notes\",\"people\"]}", List.of()));
        assertThat(run("invoke", "notes")).isEqualTo(1);
        assertThat(err.toString())
                .contains("the function failed at src/api.mjs, line 12: Requested resource not found")
                .contains("A table that the code names is not there. There is: notes, people.");
    }

    @Test
    void invokeSaysWhereAPythonFunctionFailed() {
        answers.add(new Answer(
                200,
                "{\"errorType\":\"KeyError\",\"errorMessage\":\"'x'\",\"stackTrace\":[\"  File \\\"/var/task/api.py\\\", line 3, in "
                        + "handler\\n\",\"  File \\\"/var/task/store.py\\\", line 7, in find\\n\"]}",
                List.of("X-Amz-Function-Error", "Unhandled")));
        assertThat(run("invoke", "notes")).isEqualTo(1);
        assertThat(err.toString()).contains("the function failed at store.py, line 7: 'x'", "'gust logs notes'");
    }

    @Test
    void invokeTakesTheEventFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("event.json"), "{\"b\":2}");
        answers.add(new Answer(202, "", List.of()));
        assertThat(run("invoke", "notes", "--event", "--payload", "@" + file)).isZero();
        assertThat(requests.getFirst()).contains(" Event ").endsWith("{\"b\":2}");
    }

    @Test
    void invokeSaysWhatIsWrongWithThePayload() {
        assertThat(run("invoke", "notes", "--payload", "{a:1}")).isEqualTo(1);
        assertThat(err.toString()).contains("the payload is no JSON", "--payload @event.json");
        assertThat(requests).isEmpty();
    }

    @Test
    void tellsTheErrorOfTheService() {
        answers.add(new Answer(
                404,
                "{\"Message\":\"Function not found: notes\"}",
                List.of("X-Amzn-Errortype", "ResourceNotFoundException:http://internal/")));
        assertThat(run("invoke", "notes")).isEqualTo(1);
        assertThat(err.toString()).contains("lambda answered ResourceNotFoundException", "Function not found: notes");
    }

    @Test
    void saysWhenNothingAnswers() {
        endpoint.stop(0);
        assertThat(run("list")).isEqualTo(1);
        assertThat(err.toString()).contains("no answer from http://127.0.0.1", "gust start");
    }

    @Test
    void logsPrintEachPage() {
        answers.add(new Answer(
                200,
                "{\"events\":[{\"eventId\":\"1\",\"timestamp\":1000,\"message\":\"one\\n\"}],\"nextToken\":\"n\"}",
                List.of()));
        answers.add(new Answer(
                200, "{\"events\":[{\"eventId\":\"2\",\"timestamp\":2000,\"message\":\"two\"}]}", List.of()));
        assertThat(run("logs", "notes")).isZero();
        assertThat(out.toString().lines()).containsExactly("1970-01-01T00:00:01Z one", "1970-01-01T00:00:02Z two");
        assertThat(requests.getFirst()).contains("\"logGroupName\":\"/aws/lambda/notes\"");
        assertThat(requests.getLast()).contains("\"nextToken\":\"n\"");
    }

    @Test
    void readsLengthsOfTime() {
        assertThat(LogsCommand.duration("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(LogsCommand.duration("1d")).isEqualTo(Duration.ofDays(1));
        assertThat(run("logs", "notes", "--since", "soon")).isEqualTo(1);
        assertThat(err.toString()).contains("'soon' is no length of time");
    }

    @Test
    void listGathersAllPages() {
        answers.add(new Answer(
                200,
                "{\"Functions\":[{\"FunctionName\":\"a\",\"Runtime\":\"python3.12\"}],\"NextMarker\":\"m/1\"}",
                List.of()));
        answers.add(new Answer(200, "{\"Functions\":[{\"FunctionName\":\"b\"}]}", List.of()));
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("a ", "python3.12", "b ");
        assertThat(requests.getLast()).contains("/functions?Marker=m%2F1");
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), false);
        String address = "http://127.0.0.1:" + endpoint.getAddress().getPort();
        return Gust.run(
                Stream.concat(Arrays.stream(arguments), Stream.of("--endpoint", address, "--region", "us-east-1"))
                        .toList(),
                output);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.removeFirst();
        for (int i = 0; i < answer.headers().size(); i += 2) {
            exchange.getResponseHeaders()
                    .add(answer.headers().get(i), answer.headers().get(i + 1));
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
