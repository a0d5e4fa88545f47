package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A template while it is being expanded: the resources that there are so far and the APIs that functions add to. */
final class Expansion {
    static final String IMPLICIT_REST_API = "ServerlessRestApi";
    static final String IMPLICIT_HTTP_API = "ServerlessHttpApi";

    private final Map<String, JsonValue> resources = new LinkedHashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, RestApi> restApis = new LinkedHashMap<>();
    private final Map<String, HttpApi> httpApis = new LinkedHashMap<>();
    private final Map<String, String> parameters;

    Expansion(Map<String, String> parameters) {
        this.parameters = Map.copyOf(parameters);
    }

    Map<String, JsonValue> resources() {
        return resources;
    }

    /** What {@code Ref} of a name means after the expansion, such as {@code Function.Alias}. */
    Map<String, String> renamed() {
        return renamed;
    }

    Map<String, RestApi> restApis() {
        return restApis;
    }

    Map<String, HttpApi> httpApis() {
        return httpApis;
    }

    void rename(String from, String to) {
        renamed.put(from, to);
    }

    void put(String logicalId, JsonValue resource) {
        if (resources.put(logicalId, resource) != null) {
            throw new TemplateException(
                    "Invalid Serverless Application Specification document. Number of errors found: 1."
                            + " The logical id [" + logicalId
                            + "] is that of a resource and of one that the transform makes.");
        }
    }

    /** Adds a resource with the attributes of the one that it is made for. */
    void add(String logicalId, String type, JsonValue.Obj attributes, JsonValue.Obj properties) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("Type", JsonValue.of(type));
        members.putAll(attributes.members());
        members.put("Properties", properties);
        put(logicalId, new JsonValue.Obj(members));
    }

    /** A resource of the template that is of this type. */
    Optional<JsonValue.Obj> find(String logicalId, String type) {
        return resources.get(logicalId) instanceof JsonValue.Obj resource
                        && resource.string("Type").filter(type::equals).isPresent()
                ? Optional.of(resource)
                : Optional.empty();
    }

    void replace(String logicalId, JsonValue.Obj resource) {
        resources.put(logicalId, resource);
    }

    /** The value with references to parameters replaced by their values, as far as hashes look at it. */
    JsonValue withParameters(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj object -> {
                Optional<String> name = object.members().size() == 1 ? object.string("Ref") : Optional.empty();
                String parameter = name.map(parameters::get).orElse(null);
                if (parameter != null) {
                    yield JsonValue.of(parameter);
                }
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.members().forEach((key, member) -> members.put(key, withParameters(member)));
                yield new JsonValue.Obj(members);
            }
            case JsonValue.Array(var items) ->
                JsonValue.array(items.stream().map(this::withParameters).toList());
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> value;
        };
    }
}
