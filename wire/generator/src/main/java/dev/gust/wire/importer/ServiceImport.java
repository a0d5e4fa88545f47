package dev.gust.wire.importer;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One service's compact model: its traits, the operations that are kept, the names of the others, and the shapes. */
final class ServiceImport {
    private static final Map<String, String> PROTOCOLS = Map.of(
            "query", "awsQuery",
            "rest-json", "restJson1",
            "rest-xml", "restXml",
            "smithy-rpc-v2-cbor", "rpcV2Cbor");

    private final String id;
    private final ImportSettings settings;
    private final JsonValue.Obj source;
    private final JsonValue.Obj metadata;

    ServiceImport(String id, ImportSettings settings, JsonValue.Obj source) {
        this.id = id;
        this.settings = settings;
        this.source = source;
        this.metadata = (JsonValue.Obj) source.get("metadata").orElseThrow();
    }

    JsonValue.Obj compact() {
        ShapeImport shapes = new ShapeImport(settings, objects(source, "shapes"), speaksJson());
        Map<String, JsonValue> operations = new LinkedHashMap<>();
        List<JsonValue> unmodelled = new ArrayList<>();
        for (Map.Entry<String, JsonValue> entry : objects(source, "operations").entrySet()) {
            JsonValue.Obj operation = (JsonValue.Obj) entry.getValue();
            if (settings.keeps(entry.getKey())) {
                operations.put(entry.getKey(), operation(entry.getKey(), operation, shapes));
            } else {
                unmodelled.add(JsonValue.of(unmodelled(entry.getKey(), operation)));
            }
        }
        Map<String, JsonValue> model = new LinkedHashMap<>();
        model.put("service", service());
        model.put("operations", new JsonValue.Obj(operations));
        model.put("unmodelled", new JsonValue.Array(unmodelled));
        model.put("shapes", shapes.compact());
        return new JsonValue.Obj(model);
    }

    private JsonValue.Obj service() {
        Map<String, JsonValue> service = new LinkedHashMap<>();
        String endpointPrefix = metadata.string("endpointPrefix").orElseThrow();
        service.put("id", JsonValue.of(id));
        String sdkId = metadata.string("serviceId").orElseThrow();
        service.put("name", JsonValue.of(sdkId.replaceAll("[^A-Za-z0-9]", "")));
        service.put("sdkId", JsonValue.of(sdkId));
        service.put("version", JsonValue.of(metadata.string("apiVersion").orElseThrow()));
        service.put("signingName", JsonValue.of(metadata.string("signingName").orElse(endpointPrefix)));
        service.put("endpointPrefix", JsonValue.of(endpointPrefix));
        service.put("protocols", JsonValue.array(protocols()));
        metadata.string("targetPrefix").ifPresent(prefix -> service.put("targetPrefix", JsonValue.of(prefix)));
        metadata.string("xmlNamespace").ifPresent(uri -> service.put("xmlNamespace", JsonValue.of(uri)));
        if (metadata.get("awsQueryCompatible").isPresent()) {
            service.put("queryCompatible", JsonValue.of(true));
        }
        service.putAll(settings.section("service").members());
        return new JsonValue.Obj(service);
    }

    private List<JsonValue> protocols() {
        List<JsonValue> names = new ArrayList<>();
        List<JsonValue> declared = metadata.get("protocols").orElse(null) instanceof JsonValue.Array array
                ? array.items()
                : List.of(JsonValue.of(metadata.string("protocol").orElseThrow()));
        for (JsonValue protocol : declared) {
            String name = ((JsonValue.Str) protocol).value();
            boolean json10 = metadata.string("jsonVersion").orElse("").equals("1.0");
            String ours = name.equals("json") ? (json10 ? "awsJson1_0" : "awsJson1_1") : PROTOCOLS.get(name);
            if (ours == null) {
                throw new IllegalArgumentException(id + " speaks a protocol that Gust does not know: " + name);
            }
            names.add(JsonValue.of(ours));
        }
        return names;
    }

    /** Errors of services that never spoke anything but XML go by their code, all others by their shape. */
    private boolean speaksJson() {
        List<JsonValue> protocols = protocols();
        return !protocols.contains(JsonValue.of("restXml")) && !protocols.equals(List.of(JsonValue.of("awsQuery")));
    }

    private JsonValue.Obj operation(String name, JsonValue.Obj operation, ShapeImport shapes) {
        Map<String, JsonValue> compact = new LinkedHashMap<>();
        JsonValue.Obj http = (JsonValue.Obj) operation.get("http").orElseThrow();
        compact.put("input", JsonValue.of(shapes.root(operation, "input", name + "Input")));
        compact.put("output", JsonValue.of(shapes.root(operation, "output", name + "Output")));
        if (operation.get("output").isEmpty()) {
            compact.put("noOutput", JsonValue.of(true));
        }
        List<JsonValue> errors = new ArrayList<>();
        if (operation.get("errors").orElse(null) instanceof JsonValue.Array array) {
            for (JsonValue error : array.items()) {
                errors.add(JsonValue.of(
                        shapes.keep(((JsonValue.Obj) error).string("shape").orElseThrow())));
            }
        }
        compact.put("errors", new JsonValue.Array(errors));
        String binding = http.string("method").orElseThrow()
                + ' '
                + http.string("requestUri").orElseThrow();
        if (!binding.equals("POST /")) {
            compact.put("http", JsonValue.of(binding));
        }
        http.get("responseCode")
                .filter(status -> !status.equals(JsonValue.of(200)))
                .ifPresent(status -> compact.put("status", status));
        return new JsonValue.Obj(compact);
    }

    private String unmodelled(String name, JsonValue.Obj operation) {
        JsonValue.Obj http = (JsonValue.Obj) operation.get("http").orElseThrow();
        String uri = http.string("requestUri").orElseThrow();
        return uri.equals("/") ? name : name + ' ' + http.string("method").orElseThrow() + ' ' + uri;
    }

    static Map<String, JsonValue> objects(JsonValue.Obj document, String name) {
        return ((JsonValue.Obj) document.get(name).orElseThrow()).members();
    }
}
