package dev.gust.cli.aws;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.http.HttpAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sends operations, and turns every kind of failure into what a person can act on. */
public final class Operations implements AutoCloseable {
    private final AwsClient client;

    public Operations(AwsClient client) {
        this.client = client;
    }

    /** An operation that answers in JSON. */
    public JsonValue.Obj call(AwsCall call, Duration patience) {
        return object(raw(call, patience).body());
    }

    /** An operation that answers in XML. */
    public XmlTree callXml(AwsCall call, Duration patience) {
        return XmlTree.parse(raw(call, patience).body());
    }

    /** The answer as it came; a status that tells of a failure is one here too. */
    public HttpAnswer raw(AwsCall call, Duration patience) {
        HttpAnswer answer = any(call, call.body().getBytes(StandardCharsets.UTF_8), patience);
        if (!answer.isSuccess()) {
            throw refused(call, answer);
        }
        return answer;
    }

    /** The answer, whatever its status. */
    public HttpAnswer any(AwsCall call, byte[] body, Duration patience) {
        try {
            return client.send(call, body, patience);
        } catch (IOException e) {
            throw new CommandFailure(
                    "no answer from " + client.endpoint() + " (" + e.getMessage() + ")",
                    "Nothing answers there, or not within " + patience.toSeconds() + " s.",
                    "See that the server runs ('gust start') and that the endpoint is right.");
        }
    }

    public AwsClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }

    /** What a service said when it refused a call. */
    public record Refusal(String code, String message) {
        public static Refusal of(HttpAnswer answer) {
            String body = answer.body();
            return body.stripLeading().startsWith("<")
                    ? ofXml(answer, XmlTree.parse(body))
                    : ofJson(answer, object(body));
        }

        private static Refusal ofXml(HttpAnswer answer, XmlTree root) {
            XmlTree error = root.find("Error").orElse(root);
            return new Refusal(
                    error.textAt("Code").orElse("an error with status " + answer.status()),
                    error.textAt("Message").orElse("It gave no reason."));
        }

        private static Refusal ofJson(HttpAnswer answer, JsonValue.Obj body) {
            Optional<String> type =
                    body.string("__type").or(() -> answer.headers().first("X-Amzn-Errortype"));
            return new Refusal(
                    type.map(code -> code.substring(code.lastIndexOf('#') + 1).split(":")[0])
                            .orElse("an error with status " + answer.status()),
                    body.string("message").or(() -> body.string("Message")).orElse("It gave no reason."));
        }
    }

    public static CommandFailure refused(AwsCall call, HttpAnswer answer) {
        Refusal refusal = Refusal.of(answer);
        return new CommandFailure(
                call.service() + " answered " + refusal.code(),
                refusal.message(),
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
