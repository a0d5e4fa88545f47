package dev.gust.services.apigateway.openapi;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.operation.NotImplementedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document asks for. Whatever would change how the API behaves and is not supported is refused by name; what only
 * documents it (schemas, summaries, examples) is passed over.
 *
 */
public record OpenApiDocument(
        String title,
        Optional<String> version,
        Optional<String> description,
        List<String> binaryTypes,
        Optional<JsonValue.Obj> cors,
        List<Operation> operations) {
    private static final String EXTENSION = "x-amazon-apigateway-";
    private static final Set<String> TOP_LEVEL = Set.of(
            "swagger",
            "openapi",
            "info",
            "paths",
            "host",
            "basePath",
            "schemes",
            "servers",
            "consumes",
            "produces",
            "tags",
            "definitions",
            "components",
            "externalDocs",
            EXTENSION + "binary-media-types",
            EXTENSION + "cors");
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final Set<String> OPERATION_EXTENSIONS = Set.of(EXTENSION + "integration");

    public OpenApiDocument {
        binaryTypes = List.copyOf(binaryTypes);
        operations = List.copyOf(operations);
    }

    /**
     * One method of one path.
     *
     * @param verb in capitals, {@code ANY} for every one
     * @param responses status codes and the headers each declares
     */
    public record Operation(
            String path, String verb, JsonValue.Obj integration, Map<String, JsonValue> responses, boolean isDefault) {}

    public static OpenApiDocument parse(String json) throws OpenApiException {
        try {
            return read(JsonText.parse(json));
        } catch (JsonSyntaxException e) {
            throw new OpenApiException(
                    "Unable to parse API definition because of a malformed document: " + e.getMessage());
        }
    }

    public static OpenApiDocument read(JsonValue value) throws OpenApiException {
        JsonValue.Obj document = object(value, "the document");
        String service = "API Gateway";
        for (String name : document.members().keySet()) {
            if (!TOP_LEVEL.contains(name)) {
                throw NotImplementedException.feature(service, "the OpenAPI element " + name);
            }
        }
        if (document.get("swagger").isEmpty() && document.get("openapi").isEmpty()) {
            throw new OpenApiException("Unsupported document: neither 'swagger' nor 'openapi' says its version");
        }
        if (document.get("components")
                .flatMap(components ->
                        components instanceof JsonValue.Obj each ? each.get("securitySchemes") : Optional.empty())
                .isPresent()) {
            throw NotImplementedException.feature(service, "the OpenAPI element components.securitySchemes");
        }
        JsonValue.Obj info = object(document.get("info").orElse(new JsonValue.Obj(Map.of())), "info");
        List<Operation> operations = new ArrayList<>();
        JsonValue.Obj paths = object(document.get("paths").orElse(new JsonValue.Obj(Map.of())), "paths");
        for (Map.Entry<String, JsonValue> path : paths.members().entrySet()) {
            readPath(operations, path.getKey(), object(path.getValue(), path.getKey()));
        }
        return new OpenApiDocument(
                info.string("title").orElse(""),
                info.string("version"),
                info.string("description"),
                texts(document.members().get(EXTENSION + "binary-media-types")),
                document.get(EXTENSION + "cors")
                        .flatMap(cors -> cors instanceof JsonValue.Obj each ? Optional.of(each) : Optional.empty()),
                operations);
    }

    private static void readPath(List<Operation> operations, String path, JsonValue.Obj item) throws OpenApiException {
        for (Map.Entry<String, JsonValue> entry : item.members().entrySet()) {
            String name = entry.getKey();
            boolean any = name.equals(EXTENSION + "any-method");
            if (!any && !VERBS.contains(name)) {
                if (name.startsWith(EXTENSION)) {
                    throw NotImplementedException.feature("API Gateway", "the OpenAPI element " + name + " of " + path);
                }
                continue;
            }
            JsonValue.Obj operation = object(entry.getValue(), name + " " + path);
            check(path, operation);
            JsonValue.Obj integration = object(
                    operation
                            .get(EXTENSION + "integration")
                            .orElseThrow(() ->
                                    new OpenApiException("No integration defined for method " + name + " " + path)),
                    EXTENSION + "integration of " + path);
            Map<String, JsonValue> responses = operation.members().get("responses") instanceof JsonValue.Obj declared
                    ? declared.members()
                    : Map.of();
            boolean isDefault =
                    operation.members().get("isDefaultRoute") instanceof JsonValue.Bool(boolean flag) && flag;
            operations.add(new Operation(
                    path,
                    any ? "ANY" : name.toUpperCase(Locale.ROOT),
                    integration,
                    responses,
                    isDefault || path.equals("/$default")));
        }
    }

    private static void check(String path, JsonValue.Obj operation) {
        for (Map.Entry<String, JsonValue> entry : operation.members().entrySet()) {
            boolean security = entry.getKey().equals("security")
                    && entry.getValue() instanceof JsonValue.Array(List<JsonValue> demands)
                    && !demands.isEmpty();
            boolean unknown = entry.getKey().startsWith(EXTENSION) && !OPERATION_EXTENSIONS.contains(entry.getKey());
            if (security || unknown) {
                throw NotImplementedException.feature(
                        "API Gateway", "the OpenAPI element " + entry.getKey() + " of " + path);
            }
        }
    }

    /** The texts of an object, with scalars as text. */
    public static Map<String, String> textsOf(JsonValue.Obj object, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (object.members().get(name) instanceof JsonValue.Obj(Map<String, JsonValue> members)) {
            members.forEach((key, value) ->
                    texts.put(key, value instanceof JsonValue.Str(String text) ? text : value.toJson()));
        }
        return texts;
    }

    /** The items of a list of texts; nothing when it is absent. */
    public static List<String> texts(@Nullable JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonValue.Array(List<JsonValue> items)) {
            items.forEach(item -> texts.add(item instanceof JsonValue.Str(String text) ? text : item.toJson()));
        }
        return texts;
    }

    private static JsonValue.Obj object(JsonValue value, String where) throws OpenApiException {
        if (value instanceof JsonValue.Obj object) {
            return object;
        }
        throw new OpenApiException("Invalid API definition: " + where + " has to be an object");
    }
}
