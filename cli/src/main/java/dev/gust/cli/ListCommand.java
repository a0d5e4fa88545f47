package dev.gust.cli;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.Output;
import dev.gust.wire.auth.UriEscapes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class ListCommand extends Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TargetOptions target = new TargetOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    ListCommand() {
        super("list", "List the functions of this account and region.");
    }

    @Override
    public int run(Output to) {
        List<JsonValue> functions = functions();
        PrintWriter out = to.out();
        if (output.json()) {
            out.println(JsonText.writePretty(new JsonValue.Obj(Map.of("functions", JsonValue.array(functions)))));
        } else if (functions.isEmpty()) {
            out.println("no functions in this account and region");
        } else {
            for (JsonValue value : functions) {
                JsonValue.Obj function = (JsonValue.Obj) value;
                out.printf(
                        "%-48s %-14s %-10s %s%n",
                        function.string("name").orElse(""),
                        function.string("runtime").orElse(""),
                        function.string("state").orElse(""),
                        function.string("handler").orElse(""));
            }
        }
        return 0;
    }

    private List<JsonValue> functions() {
        List<JsonValue> functions = new ArrayList<>();
        try (Operations operations = new Operations(target.client())) {
            String marker = "";
            do {
                String query = marker.isEmpty() ? "" : "Marker=" + UriEscapes.escape(marker, false);
                JsonValue.Obj page =
                        operations.call(AwsCall.rest("lambda", "GET", "/2015-03-31/functions", query, ""), PATIENCE);
                if (page.get("Functions").orElse(JsonValue.Null.INSTANCE)
                        instanceof JsonValue.Array(List<JsonValue> some)) {
                    some.forEach(function -> functions.add(summary((JsonValue.Obj) function)));
                }
                marker = page.string("NextMarker").orElse("");
            } while (!marker.isEmpty());
        }
        return functions;
    }

    private static JsonValue.Obj summary(JsonValue.Obj function) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("name", JsonValue.of(function.string("FunctionName").orElse("")));
        members.put("runtime", JsonValue.of(function.string("Runtime").orElse("")));
        members.put("handler", JsonValue.of(function.string("Handler").orElse("")));
        members.put("state", JsonValue.of(function.string("State").orElse("")));
        members.put("arn", JsonValue.of(function.string("FunctionArn").orElse("")));
        return new JsonValue.Obj(members);
    }
}
