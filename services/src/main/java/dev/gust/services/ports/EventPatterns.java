package dev.gust.services.ports;

import dev.gust.base.json.JsonValue;
import java.util.function.Predicate;

/** Reads patterns that events are matched against, as EventBridge writes them. Implemented by the events service. */
@FunctionalInterface
public interface EventPatterns {
    /**
     * What the pattern matches.
     *
     * @throws IllegalArgumentException when it is no pattern; the message says why
     */
    Predicate<JsonValue> compile(String pattern);
}
