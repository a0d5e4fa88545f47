package dev.gust.services.apigateway.proxy;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the objects of an event, member by member. */
final class EventTree {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    EventTree put(String name, @Nullable String text) {
        members.put(name, text == null ? JsonValue.Null.INSTANCE : JsonValue.of(text));
        return this;
    }

    EventTree put(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    EventTree nulls(String... names) {
        for (String name : names) {
            members.put(name, JsonValue.Null.INSTANCE);
        }
        return this;
    }

    JsonValue.Obj build() {
        return new JsonValue.Obj(members);
    }

    /** The map as an object, or {@code null} when it is empty, as REST events have it. */
    static JsonValue textsOrNull(Map<String, String> texts) {
        return texts.isEmpty() ? JsonValue.Null.INSTANCE : texts(texts);
    }

    static JsonValue.Obj texts(Map<String, String> texts) {
        EventTree tree = new EventTree();
        texts.forEach(tree::put);
        return tree.build();
    }

    static JsonValue listsOrNull(Map<String, List<String>> lists) {
        if (lists.isEmpty()) {
            return JsonValue.Null.INSTANCE;
        }
        EventTree tree = new EventTree();
        lists.forEach((name, values) -> tree.put(name, list(values)));
        return tree.build();
    }

    static JsonValue.Array list(List<String> texts) {
        return JsonValue.array(texts.stream().map(JsonValue::of).toList());
    }
}
