package dev.gust.cli.deploy.serverless;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the events of a function. */
final class Events {
    private static final Set<String> SUPPORTED =
            Set.of("eventBridge", "http", "httpApi", "s3", "schedule", "sns", "sqs", "stream");
    private static final Set<String> UNSUPPORTED = Set.of(
            "activemq",
            "alb",
            "alexaSkill",
            "alexaSmartHome",
            "cloudFront",
            "cloudwatchEvent",
            "cloudwatchLog",
            "cognitoUserPool",
            "iot",
            "iotFleetProvisioning",
            "kafka",
            "msk",
            "rabbitmq",
            "websocket");

    /**
     * One event of a function.
     *
     * @param number counts a function's events from 1
     * @param parent where the event stands, with its type as the only member
     */
    record Event(String function, String type, int number, Section parent, JsonValue value) {
        /** The event's mapping; a short form is put under {@code shortName}. */
        Section section(String shortName) {
            if (value instanceof JsonValue.Obj object && !isReference(object)) {
                return new Section(parent.at(type), object, parent.positions());
            }
            return new Section(parent.at(type), new JsonValue.Obj(Map.of(shortName, value)), parent.positions());
        }

        private static boolean isReference(JsonValue.Obj object) {
            return object.members().size() == 1
                    && object.members().keySet().stream()
                            .anyMatch(name -> name.equals("Ref") || name.startsWith("Fn::"));
        }

        String lambda() {
            return Naming.lambda(function);
        }

        ConfigurationException wrong(String problem, String remedy) {
            return parent.wrong(value, problem, remedy);
        }
    }

    private Events() {}

    static List<Event> read(String key, Section function) {
        List<Event> events = new ArrayList<>();
        List<JsonValue> items = function.list("events");
        for (int i = 0; i < items.size(); i++) {
            JsonValue item = items.get(i);
            Section parent = new Section(
                    function.at("events[" + i + "]"),
                    item instanceof JsonValue.Obj object ? object : new JsonValue.Obj(Map.of()),
                    function.positions());
            if (!(item instanceof JsonValue.Obj object) || object.members().size() != 1) {
                throw function.wrong(
                        item, "'" + parent.path() + "' must be one event", "Write for example - httpApi: GET /notes.");
            }
            String type = object.members().keySet().iterator().next();
            JsonValue value = object.members().values().iterator().next();
            if (UNSUPPORTED.contains(type)) {
                throw parent.wrong(
                        value,
                        "Gust does not support the event '" + type + "' of function '" + key + "' yet",
                        "It supports " + String.join(", ", new TreeSet<>(SUPPORTED)) + ".");
            }
            if (!SUPPORTED.contains(type)) {
                throw parent.wrong(
                        value,
                        "the event '" + type + "' of function '" + key + "' is not known"
                                + Suggestion.suffix(type, SUPPORTED),
                        "Known events: " + String.join(", ", new TreeSet<>(SUPPORTED)) + ".");
            }
            events.add(new Event(key, type, i + 1, parent, value));
        }
        return events;
    }
}
