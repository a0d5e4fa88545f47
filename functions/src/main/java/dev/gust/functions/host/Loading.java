package dev.gust.functions.host;

import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.sandbox.SandboxPaths;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a runtime is told when it is to load its function. */
final class Loading {
    private Loading() {}

    static String order(FunctionSpec spec, Map<String, String> variables, SandboxPaths paths) {
        Map<String, JsonValue> environment = new LinkedHashMap<>();
        variables.forEach((name, value) -> environment.put(name, JsonValue.of(value)));
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("handler", JsonValue.of(spec.handler()));
        members.put("taskRoot", JsonValue.of(paths.task()));
        members.put(
                "layers",
                JsonValue.array(paths.layers().stream().map(JsonValue::of).toList()));
        members.put("environment", new JsonValue.Obj(environment));
        return new JsonValue.Obj(members).toJson();
    }
}
