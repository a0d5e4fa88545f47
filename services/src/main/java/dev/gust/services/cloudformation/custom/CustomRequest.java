package dev.gust.services.cloudformation.custom;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.Scalars;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceProperties;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a provider is asked to do. */
record CustomRequest(
        Kind kind,
        String requestId,
        String stackId,
        String logicalId,
        String type,
        Optional<String> physicalId,
        ResourceProperties properties,
        Optional<ResourceProperties> before) {
    /** In AWS's words. */
    enum Kind {
        CREATE("Create"),
        UPDATE("Update"),
        DELETE("Delete");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    static CustomRequest of(
            Kind kind,
            ResourceContext context,
            Optional<String> physicalId,
            ResourceProperties properties,
            Optional<ResourceProperties> before) {
        // The same step has the same id, so that a provider that is asked again can know it.
        String id = UUID.nameUUIDFromBytes((kind + "/" + context.clientToken()).getBytes(StandardCharsets.UTF_8))
                .toString();
        return new CustomRequest(
                kind, id, context.stackId(), context.logicalId(), context.type(), physicalId, properties, before);
    }

    byte[] payload(URI address) {
        Map<String, JsonValue> event = new LinkedHashMap<>();
        event.put("RequestType", JsonValue.of(kind.text));
        event.put("ServiceToken", JsonValue.of(properties.requiredText("ServiceToken")));
        event.put("ResponseURL", JsonValue.of(address.toString()));
        event.put("StackId", JsonValue.of(stackId));
        event.put("RequestId", JsonValue.of(requestId));
        event.put("LogicalResourceId", JsonValue.of(logicalId));
        physicalId.ifPresent(id -> event.put("PhysicalResourceId", JsonValue.of(id)));
        event.put("ResourceType", JsonValue.of(type));
        event.put("ResourceProperties", asTexts(properties.json()));
        before.ifPresent(old -> event.put("OldResourceProperties", asTexts(old.json())));
        return new JsonValue.Obj(event).toJson().getBytes(StandardCharsets.UTF_8);
    }

    /** CloudFormation makes every scalar a text before a provider sees it. */
    private static JsonValue asTexts(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.members().forEach((name, member) -> members.put(name, asTexts(member)));
                yield new JsonValue.Obj(members);
            }
            case JsonValue.Array array ->
                new JsonValue.Array(
                        array.items().stream().map(CustomRequest::asTexts).toList());
            case JsonValue scalar -> Scalars.text(scalar).map(JsonValue::of).orElse(scalar);
        };
    }
}
