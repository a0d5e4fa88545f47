package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is after a deployment. */
public record Deployed(
        String stack,
        String result,
        URI endpoint,
        String region,
        List<Address> addresses,
        List<DeployedFunction> functions,
        Map<String, String> outputs,
        int uploaded,
        Duration took) {
    /** Where something answers. {@code ANY} stands for every method. */
    public record Address(String method, String url) {}

    /** A function of the stack. */
    public record DeployedFunction(String name, String runtime, String handler) {}

    public Deployed {
        addresses = List.copyOf(addresses);
        functions = List.copyOf(functions);
        outputs = new LinkedHashMap<>(outputs);
    }

    public boolean isUnchanged() {
        return result.equals("unchanged");
    }

    public JsonValue.Obj asJson() {
        List<JsonValue> urls = new ArrayList<>();
        addresses.forEach(address -> urls.add(object("method", address.method(), "url", address.url())));
        List<JsonValue> list = new ArrayList<>();
        functions.forEach(function -> list.add(
                object("name", function.name(), "runtime", function.runtime(), "handler", function.handler())));
        Map<String, JsonValue> named = new LinkedHashMap<>();
        outputs.forEach((name, value) -> named.put(name, JsonValue.of(value)));
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("stack", JsonValue.of(stack));
        members.put("result", JsonValue.of(result));
        members.put("endpoint", JsonValue.of(endpoint.toString()));
        members.put("region", JsonValue.of(region));
        members.put("urls", JsonValue.array(urls));
        members.put("functions", JsonValue.array(list));
        members.put("outputs", new JsonValue.Obj(named));
        members.put("uploaded", JsonValue.of(uploaded));
        members.put("milliseconds", JsonValue.of(took.toMillis()));
        return new JsonValue.Obj(members);
    }

    private static JsonValue object(String... namesAndTexts) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            members.put(namesAndTexts[i], JsonValue.of(namesAndTexts[i + 1]));
        }
        return new JsonValue.Obj(members);
    }
}
