package dev.gust.services.logs.json;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;

/** A pattern in braces. */
public final class JsonFilter {
    private final Condition condition;

    private JsonFilter(Condition condition) {
        this.condition = condition;
    }

    /** Reads {@code { $.level = "error" && $.status >= 500 }}; what it cannot read is refused. */
    public static JsonFilter parse(String text) {
        return new JsonFilter(new ConditionParser(text).parse());
    }

    /** Whether the message is JSON of which the condition holds. */
    public boolean matches(String message) {
        if (message.isEmpty() || (message.charAt(0) != '{' && message.charAt(0) != '[')) {
            return false;
        }
        JsonValue event;
        try {
            event = JsonText.parse(message);
        } catch (JsonSyntaxException noJson) {
            return false;
        }
        return condition.holds(event);
    }
}
