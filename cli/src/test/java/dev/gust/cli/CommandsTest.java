package dev.gust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against an admin interface that answers as it is agreed to. */
class CommandsTest {
    private static final String KEY = "{\"accessKeyId\":\"AKIAONE\",\"secretAccessKey\":\"it's/secret\","
            + "\"accountId\":\"000000000001\",\"region\":\"us-east-1\"}";

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> requests = new ArrayList<>();
    private HttpServer admin;

    @BeforeEach
    void listen() throws IOException {
        admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.start();
        note(ProcessHandle.current().pid());
    }

    @AfterEach
    void stopListening() {
        admin.stop(0);
    }

    @Test
    void printsExportsThatAShellReadsBack() throws Exception {
        answer("credentials", 200, KEY);
        assertThat(run("env")).isZero();
        Process shell = new ProcessBuilder("sh", "-c", out + "printf '%s' \"$AWS_SECRET_ACCESS_KEY $AWS_ENDPOINT_URL\"")
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("it's/secret " + endpoint());
    }

    @Test
    void printsAProfile() {
        answer("credentials", 200, KEY);
        assertThat(run("env", "--profile", "local")).isZero();
        assertThat(out.toString())
                .startsWith("[profile local]")
                .contains("endpoint_url = " + endpoint(), "aws_access_key_id = AKIAONE", "region = us-east-1");
    }

    @Test
    void quotesForEachShell() {
        assertThat(EnvCommand.export(EnvCommand.Shell.FISH, "A", "it's\\")).isEqualTo("set -gx A 'it\\'s\\\\'");
        assertThat(EnvCommand.export(EnvCommand.Shell.POWERSHELL, "A", "it's")).isEqualTo("$env:A = 'it''s'");
    }

    @Test
    void printsCredentialsForScripts() throws Exception {
        answer("credentials", 200, KEY);
        assertThat(run("credentials", "--json")).isZero();
        assertThat(JsonText.parse(out.toString())).isEqualTo(JsonText.parse(KEY));
    }

    @Test
    void sendsTheTokenAndAnAbsoluteFolder() {
        answer("backup", 200, "{\"files\":3}");
        assertThat(run("backup", "copy")).isZero();
        assertThat(requests)
                .containsExactly(
                        "POST Bearer secret {\"directory\":\"" + Path.of("copy").toAbsolutePath() + "\"}");
    }

    @Test
    void passesOnWhatTheServerSays() {
        answer("backup", 409, "{\"error\":\"it is not empty\",\"meaning\":\"m\",\"remedy\":\"take another\"}");
        assertThat(run("backup", "copy")).isEqualTo(1);
        assertThat(err.toString()).contains("it is not empty", "take another");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void tellsScriptsInJson() throws Exception {
        answer("backup", 409, "{\"error\":\"it is not empty\",\"meaning\":\"m\",\"remedy\":\"take another\"}");
        assertThat(run("backup", "copy", "--json")).isEqualTo(1);
        assertThat(JsonText.parse(err.toString()))
                .isInstanceOfSatisfying(
                        JsonValue.Obj.class,
                        error -> assertThat(error.string("remedy")).contains("take another"));
    }

    @Test
    void saysWhenNoServerRuns() throws IOException {
        Files.delete(data.resolve(RunningServer.FILE_NAME));
        assertThat(run("credentials")).isEqualTo(1);
        assertThat(err.toString()).contains("no server runs on " + data, "gust start");
    }

    @Test
    void saysWhenTheServerWasKilled() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        note(gone.pid());
        assertThat(run("stop")).isEqualTo(1);
        assertThat(err.toString()).contains("is not running any more", "Nothing that it acknowledged is lost");
    }

    @Test
    void saysWhenSomethingElseHasThePort() {
        answer("credentials", 200, "<html>");
        assertThat(run("credentials")).isEqualTo(1);
        assertThat(err.toString()).contains("is not this Gust server");
    }

    @Test
    void waitsUntilTheServerIsGone() throws Exception {
        Process server = new ProcessBuilder("sleep", "60").start();
        note(server.pid());
        admin.createContext("/_gust/stop", exchange -> {
            server.destroy();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        assertThat(run("stop")).isZero();
        assertThat(server.isAlive()).isFalse();
        assertThat(out.toString()).contains("stopped the server at " + endpoint());
    }

    @Test
    void refusesAnUnknownOptionWithStatusTwo() {
        assertThat(run("credentials", "--colour")).isEqualTo(2);
        assertThat(err.toString()).contains("--colour");
    }

    @Test
    void tellsWhatACommandTakes() {
        assertThat(run("invoke", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "usage: gust invoke", " NAME\n", "--payload JSON", "gust invoke resize --payload @event.json");
    }

    @Test
    void saysWhatALineLacks() {
        assertThat(run("invoke", "--payload", "{}")).isEqualTo(2);
        assertThat(err.toString()).contains("'gust invoke' wants NAME: the function's name or ARN.");
    }

    @Test
    void saysWhatALineHasTooMuch() {
        assertThat(run("stop", "now")).isEqualTo(2);
        assertThat(err.toString()).contains("does not know what to do with 'now'");
    }

    @Test
    void suggestsTheNearestOption() {
        assertThat(run("env", "--profil", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean --profile?");
    }

    @Test
    void suggestsTheNearestCommand() {
        assertThat(run("stopp")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no command 'stopp'; did you mean stop?");
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true), false);
        return Gust.run(
                Stream.concat(Arrays.stream(arguments), Stream.of("--data", data.toString()))
                        .toList(),
                output);
    }

    private void note(long pid) throws IOException {
        new RunningServer(endpoint(), pid, "secret").write(data);
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + admin.getAddress().getPort());
    }

    private void answer(String path, int status, String body) {
        admin.createContext("/_gust/" + path, exchange -> {
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
