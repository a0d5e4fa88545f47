package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.http.HttpAnswer;
import dev.gust.cli.http.HttpSender;
import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The admin interface of one running server, under {@code /_gust/}. */
final class AdminClient implements AutoCloseable {
    private final RunningServer server;
    private final HttpSender http;

    AdminClient(RunningServer server) {
        this.server = server;
        this.http = HttpSender.to(server.endpoint());
    }

    JsonValue.Obj get(String path, Duration patience) {
        return call("GET", path, new byte[0], patience);
    }

    JsonValue.Obj post(String path, JsonValue.Obj body, Duration patience) {
        return call("POST", path, body.toJson().getBytes(StandardCharsets.UTF_8), patience);
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonValue.Obj call(String method, String path, byte[] body, Duration patience) {
        HttpHeaders headers =
                HttpHeaders.of("Authorization", "Bearer " + server.token(), "Content-Type", "application/json");
        try {
            HttpAnswer response = http.send(method, "/_gust/" + path, headers, body, patience);
            JsonValue.Obj answer = parse(path, response);
            if (!response.isSuccess()) {
                throw refused(path, response.status(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw new CommandFailure(
                    "the server at " + server.endpoint() + " does not answer (" + e + ")",
                    "Its process " + server.pid() + " runs, but /_gust/" + path + " gave no answer within "
                            + patience.toSeconds() + " s.",
                    "Look at the server's own output; it may be starting, stopping or overloaded.");
        }
    }

    private JsonValue.Obj parse(String path, HttpAnswer response) {
        try {
            if (JsonText.parse(response.body()) instanceof JsonValue.Obj answer) {
                return answer;
            }
        } catch (JsonSyntaxException e) {
            // Told below: what came is no answer of Gust's admin interface, whatever it is.
        }
        throw new CommandFailure(
                "what answers at " + server.endpoint() + " is not this Gust server",
                "/_gust/" + path + " answered with status " + response.status() + " and no JSON object.",
                "Another program may have taken the port after the server was killed: 'gust start' again on a free port.");
    }

    private static CommandFailure refused(String path, int status, JsonValue.Obj answer) {
        return new CommandFailure(
                answer.string("error").orElse("the server refused /_gust/" + path + " with status " + status),
                answer.string("meaning").orElse("It gave no reason."),
                answer.string("remedy").orElse("Look at the server's own output."));
    }
}
