package dev.gust.services.events;

import dev.gust.base.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form that every event of EventBridge has. */
final class EventMessage {
    private EventMessage() {}

    /** What somebody says happened. */
    record Fact(String detailType, String source, Instant time, List<String> resources, JsonValue.Obj detail) {}

    static JsonValue.Obj of(String id, Place place, Fact fact) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("version", JsonValue.of("0"));
        members.put("id", JsonValue.of(id));
        members.put("detail-type", JsonValue.of(fact.detailType()));
        members.put("source", JsonValue.of(fact.source()));
        members.put("account", JsonValue.of(place.account()));
        members.put(
                "time", JsonValue.of(fact.time().truncatedTo(ChronoUnit.SECONDS).toString()));
        members.put("region", JsonValue.of(place.region()));
        members.put(
                "resources",
                JsonValue.array(fact.resources().stream().map(JsonValue::of).toList()));
        members.put("detail", fact.detail());
        return new JsonValue.Obj(members);
    }

    /** What a schedule sends. */
    static JsonValue.Obj scheduled(String id, Place place, String rule, Instant due) {
        return of(
                id,
                place,
                new Fact(
                        "Scheduled Event",
                        "aws.events",
                        due,
                        List.of(place.ruleArn(rule).toString()),
                        new JsonValue.Obj(Map.of())));
    }
}
