package dev.gust.cli;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import dev.gust.cli.http.HttpAnswer;
import dev.gust.wire.auth.UriEscapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

final class InvokeCommand extends Command {
    /** Longer than the longest timeout a function may have. */
    private static final Duration PATIENCE = Duration.ofMinutes(16);

    private final Option name = parameter("NAME", "the function's name or ARN");
    private final Option payload = option("--payload", "JSON", "the event, or @FILE that holds it (default: {})");
    private final Option qualifier = option("--qualifier", "NAME", "a version or an alias");
    private final Option event = flag("--event", "do not wait: hand the event over, and let Gust see to it");
    private final TargetOptions target = new TargetOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    InvokeCommand() {
        super(
                "invoke",
                "Invoke a function; its answer goes to the standard output, its log to the other.",
                "gust invoke notes-dev-create --payload '{\"title\": \"milk\"}'",
                "gust invoke resize --payload @event.json");
    }

    @Override
    public int run(Output to) {
        String query = qualifier
                .text()
                .map(text -> "Qualifier=" + UriEscapes.escape(text, false))
                .orElse("");
        AwsCall call = AwsCall.rest(
                        "lambda",
                        "POST",
                        "/2015-03-31/functions/" + UriEscapes.escape(name.required(), false) + "/invocations",
                        query,
                        payload())
                .with("X-Amz-Invocation-Type", event.isGiven() ? "Event" : "RequestResponse")
                .with("X-Amz-Log-Type", event.isGiven() ? "None" : "Tail");
        try (Operations operations = new Operations(target.client())) {
            HttpAnswer answer = operations.raw(call, PATIENCE);
            answer.headers()
                    .first("X-Amz-Log-Result")
                    .map(log -> new String(Base64.getDecoder().decode(log), StandardCharsets.UTF_8))
                    .filter(log -> !output.json())
                    .ifPresent(log -> to.err().print(log));
            to.err().flush();
            if (!answer.body().isEmpty()) {
                to.out().println(answer.body());
            }
            boolean failed = answer.headers().first("X-Amz-Function-Error").isPresent();
            if (failed && !output.json()) {
                FunctionFailure.read(answer.body()).ifPresent(failure -> explain(failure, operations, to));
            }
            return failed ? 1 : 0;
        }
    }

    private void explain(FunctionFailure failure, Operations operations, Output to) {
        to.out().flush();
        to.err()
                .println("gust: the function failed"
                        + failure.place().map(place -> " at " + place).orElse("") + ": " + failure.message());
        to.err().println("  " + failure.remedy(operations).replace("NAME", name.required()));
    }

    private String payload() {
        String text = payload.text("{}");
        try {
            if (text.startsWith("@")) {
                text = Files.readString(Path.of(text.substring(1)));
            }
            JsonValue parsed = JsonText.parse(text);
            return parsed instanceof JsonValue.Obj ? text : parsed.toJson();
        } catch (IOException e) {
            throw new CommandFailure(
                    "the payload cannot be read (" + e + ")",
                    "--payload @FILE names a file.",
                    "Name one that is there.");
        } catch (JsonSyntaxException e) {
            throw new CommandFailure(
                    "the payload is no JSON (" + e.getMessage() + ")",
                    "A function's event is one JSON value.",
                    "Quote it for your shell: --payload '{\"key\": \"value\"}', or put it into a file: --payload @event.json");
        }
    }
}
