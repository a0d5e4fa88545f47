package dev.gust.checks.conformance.dynamodb.differential;

import dev.gust.base.Randomness;
import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Choices from a seed, and short ways of making JSON. */
final class Dice {
    private final Randomness randomness;

    Dice(long seed) {
        randomness = Randomness.seeded(seed);
    }

    int below(int bound) {
        return randomness.nextInt(bound);
    }

    /** True so many times of a hundred. */
    boolean chance(int percent) {
        return below(100) < percent;
    }

    @SafeVarargs
    final <T> T any(T... choices) {
        return choices[below(choices.length)];
    }

    static JsonValue.Obj object(Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], json(namesAndValues[i + 1]));
        }
        return new JsonValue.Obj(members);
    }

    static JsonValue array(Object... items) {
        return JsonValue.array(Arrays.stream(items).map(Dice::json).toList());
    }

    static JsonValue json(Object value) {
        return switch (value) {
            case JsonValue json -> json;
            case String text -> JsonValue.of(text);
            case Integer number -> JsonValue.of(number);
            case Boolean isTrue -> JsonValue.of(isTrue);
            case Map<?, ?> map -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put((String) name, json(member)));
                yield new JsonValue.Obj(members);
            }
            case List<?> list -> {
                List<JsonValue> items = new ArrayList<>();
                list.forEach(item -> items.add(json(item)));
                yield JsonValue.array(items);
            }
            default -> throw new IllegalArgumentException("no JSON: " + value);
        };
    }
}
