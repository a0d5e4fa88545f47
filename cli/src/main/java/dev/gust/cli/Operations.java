package dev.gust.cli;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Sends operations that answer in JSON, and turns every kind of failure into what a person can act on. */
final class Operations implements AutoCloseable {
    private static final int FIRST_ERROR = 300;

    private final AwsClient client;

    Operations(AwsClient client) {
        this.client = client;
    }

    JsonValue.Obj call(AwsCall call, Duration patience) {
        HttpResponse<String> response = send(call, patience);
        JsonValue.Obj answer = object(response.body());
        if (response.statusCode() >= FIRST_ERROR) {
            throw refused(call, response, answer);
        }
        return answer;
    }

    /** The answer as it came; a status that tells of a failure is one here too. */
    HttpResponse<String> raw(AwsCall call, Duration patience) {
        HttpResponse<String> response = send(call, patience);
        if (response.statusCode() >= FIRST_ERROR) {
            throw refused(call, response, object(response.body()));
        }
        return response;
    }

    @Override
    public void close() {
        client.close();
    }

    private HttpResponse<String> send(AwsCall call, Duration patience) {
        try {
            return client.send(call, patience);
        } catch (IOException e) {
            throw new CommandFailure(
                    "no answer from " + client.endpoint() + " (" + e + ")",
                    "Nothing answers there, or not within " + patience.toSeconds() + " s.",
                    "See that the server runs ('gust start') and that the endpoint is right.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", "The server may or may not have acted.", "Run the command again.");
        }
    }

    private static CommandFailure refused(AwsCall call, HttpResponse<String> response, JsonValue.Obj answer) {
        String type = answer.string("__type")
                .or(() -> response.headers().firstValue("X-Amzn-Errortype"))
                .orElse("an error with status " + response.statusCode());
        String message =
                answer.string("message").or(() -> answer.string("Message")).orElse("It gave no reason.");
        String code = type.substring(type.lastIndexOf('#') + 1).split(":")[0];
        return new CommandFailure(
                call.service() + " answered " + code,
                message,
                "'gust list' shows what there is in this account and region.");
    }

    private static JsonValue.Obj object(String body) {
        try {
            if (JsonText.parse(body) instanceof JsonValue.Obj answer) {
                return answer;
            }
        } catch (JsonSyntaxException e) {
            // An empty or foreign body says nothing; the status says enough.
        }
        return new JsonValue.Obj(Map.of());
    }
}
