package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The admin interface of one running server, under {@code /_gust/}. */
public final class AdminClient implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private final RunningServer server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .build();

    public AdminClient(RunningServer server) {
        this.server = server;
    }

    public JsonValue.Obj get(String path, Duration patience) {
        return call("GET", path, HttpRequest.BodyPublishers.noBody(), patience);
    }

    public JsonValue.Obj post(String path, JsonValue.Obj body, Duration patience) {
        return call("POST", path, HttpRequest.BodyPublishers.ofString(body.toJson()), patience);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private JsonValue.Obj call(String method, String path, HttpRequest.BodyPublisher body, Duration patience) {
        HttpRequest request = HttpRequest.newBuilder(server.endpoint().resolve("/_gust/" + path))
                .method(method, body)
                .timeout(patience)
                .header("Authorization", "Bearer " + server.token())
                .header("Content-Type", "application/json")
                .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonValue.Obj answer = parse(path, response);
            if (response.statusCode() >= 300) {
                throw refused(path, response.statusCode(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw new CommandFailure(
                    "the server at " + server.endpoint() + " does not answer (" + e + ")",
                    "Its process " + server.pid() + " runs, but /_gust/" + path + " gave no answer within "
                            + patience.toSeconds() + " s.",
                    "Look at the server's own output; it may be starting, stopping or overloaded.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "The server may or may not have acted.", "Run the command again.");
        }
    }

    private JsonValue.Obj parse(String path, HttpResponse<String> response) {
        try {
            if (JsonText.parse(response.body()) instanceof JsonValue.Obj answer) {
                return answer;
            }
        } catch (JsonSyntaxException e) {
            // Told below: what came is no answer of Gust's admin interface, whatever it is.
        }
        throw new CommandFailure(
                "what answers at " + server.endpoint() + " is not this Gust server",
                "/_gust/" + path + " answered with status " + response.statusCode() + " and no JSON object.",
                "Another program may have taken the port after the server was killed: 'gust start' again on a free port.");
    }

    private static CommandFailure refused(String path, int status, JsonValue.Obj answer) {
        return new CommandFailure(
                answer.string("error").orElse("the server refused /_gust/" + path + " with status " + status),
                answer.string("meaning").orElse("It gave no reason."),
                answer.string("remedy").orElse("Look at the server's own output."));
    }
}
