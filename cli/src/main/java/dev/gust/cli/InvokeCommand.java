package dev.gust.cli;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.wire.auth.UriEscapes;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "invoke",
        description = "Invoke a function; its answer goes to the standard output, its log to the other.",
        footer = {
            "",
            "  gust invoke notes-dev-create --payload '{\"title\": \"milk\"}'",
            "  gust invoke resize --payload @event.json"
        })
final class InvokeCommand implements Callable<Integer> {
    /** Longer than the longest timeout a function may have. */
    private static final Duration PATIENCE = Duration.ofMinutes(16);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "NAME", description = "the function's name or ARN")
    private String name;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "the event, or @FILE that holds it (default: {})")
    private String payload;

    @Option(names = "--qualifier", paramLabel = "NAME", description = "a version or an alias")
    private @Nullable String qualifier;

    @Option(names = "--event", description = "do not wait: hand the event over, and let Gust see to it")
    private boolean event;

    @Override
    public Integer call() {
        String query = qualifier == null ? "" : "Qualifier=" + UriEscapes.escape(qualifier, false);
        AwsCall call = AwsCall.rest(
                        "lambda",
                        "POST",
                        "/2015-03-31/functions/" + UriEscapes.escape(name, false) + "/invocations",
                        query,
                        payload())
                .with("X-Amz-Invocation-Type", event ? "Event" : "RequestResponse")
                .with("X-Amz-Log-Type", event ? "None" : "Tail");
        try (Operations operations = new Operations(target.client())) {
            HttpResponse<String> answer = operations.raw(call, PATIENCE);
            answer.headers()
                    .firstValue("X-Amz-Log-Result")
                    .map(log -> new String(Base64.getDecoder().decode(log), StandardCharsets.UTF_8))
                    .filter(log -> !output.json())
                    .ifPresent(log -> spec.commandLine().getErr().print(log));
            spec.commandLine().getErr().flush();
            if (!answer.body().isEmpty()) {
                spec.commandLine().getOut().println(answer.body());
            }
            return answer.headers().firstValue("X-Amz-Function-Error").isPresent() ? 1 : 0;
        }
    }

    private String payload() {
        String text = payload;
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
