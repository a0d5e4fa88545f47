package dev.gust.wire.importer;

import dev.gust.base.json.JsonValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The shapes that the kept operations reach, without prose; plain ones without a constraint become built-in names. */
final class ShapeImport {
    private static final Set<String> SCALARS =
            Set.of("string", "boolean", "integer", "long", "float", "double", "blob", "timestamp", "byte", "short");
    private static final Map<String, String> TIMESTAMPS =
            Map.of("iso8601", "date-time", "rfc822", "http-date", "unixTimestamp", "epoch-seconds");

    private final ImportSettings settings;
    private final Map<String, JsonValue> source;
    private final boolean speaksJson;
    private final Map<String, JsonValue> kept = new TreeMap<>();
    private final Set<String> known = new TreeSet<>();
    private final Deque<String> waiting = new ArrayDeque<>();

    ShapeImport(ImportSettings settings, Map<String, JsonValue> source, boolean speaksJson) {
        this.settings = settings;
        this.source = source;
        this.speaksJson = speaksJson;
    }

    /** The input or output of an operation; one without members is made up where the model has none. */
    String root(JsonValue.Obj operation, String role, String absent) {
        JsonValue reference = operation.get(role).orElse(null);
        if (reference instanceof JsonValue.Obj present) {
            String name = keep(present.string("shape").orElseThrow());
            if (role.equals("input") && present.string("locationName").isPresent()) {
                // The body's root element, in the few operations of the XML protocol that wrap their input.
                JsonValue.Obj settingsOfShape = settings.section("shapes");
                if (settingsOfShape.get(name).isEmpty()) {
                    throw new IllegalArgumentException(name + " has a root element of its own; say so under shapes");
                }
            }
            return name;
        }
        Map<String, JsonValue> empty = new LinkedHashMap<>();
        empty.put("type", JsonValue.of("structure"));
        empty.put("members", new JsonValue.Obj(Map.of()));
        kept.put(absent, new JsonValue.Obj(empty));
        return absent;
    }

    /** The name by which the compact model refers to a shape, which is imported with all that it refers to. */
    String keep(String name) {
        JsonValue.Obj shape = shape(name);
        String type = shape.string("type").orElseThrow();
        if (isPlain(name, type, shape)) {
            return type;
        }
        if (known.add(name)) {
            waiting.add(name);
        }
        return renamed(name);
    }

    JsonValue.Obj compact() {
        while (!waiting.isEmpty()) {
            String name = waiting.remove();
            JsonValue.Obj shape = shape(name);
            JsonValue.Obj merged = merge(compact(name, shape), settings.section("shapes"), renamed(name));
            kept.put(renamed(name), merged);
        }
        return new JsonValue.Obj(kept);
    }

    private JsonValue.Obj shape(String name) {
        if (source.get(name) instanceof JsonValue.Obj shape) {
            return shape;
        }
        throw new IllegalArgumentException("The model has no shape " + name);
    }

    private String renamed(String name) {
        return settings.section("rename").string(name).orElse(name);
    }

    private boolean isPlain(String name, String type, JsonValue.Obj shape) {
        return SCALARS.contains(type)
                && shape.get("enum").isEmpty()
                && shape.get("pattern").isEmpty()
                && isNothing(shape, "min")
                && shape.get("max").isEmpty()
                && shape.get("sensitive").isEmpty()
                && shape.get("timestampFormat").isEmpty()
                && shape.get("streaming").isEmpty()
                && settings.section("shapes").get(name).isEmpty();
    }

    private static boolean isNothing(JsonValue.Obj shape, String bound) {
        boolean isLength = !Set.of("integer", "long", "float", "double")
                .contains(shape.string("type").orElse(""));
        return shape.get(bound).isEmpty()
                || (isLength && shape.get(bound).orElseThrow().equals(JsonValue.of(0)));
    }

    private JsonValue.Obj compact(String name, JsonValue.Obj shape) {
        Map<String, JsonValue> compact = new LinkedHashMap<>();
        String type = shape.string("type").orElseThrow();
        compact.put("type", JsonValue.of(type));
        if (shape.get("document").isPresent()) {
            compact.put("type", JsonValue.of("document"));
            return new JsonValue.Obj(compact);
        }
        switch (type) {
            case "structure" -> structure(name, shape, compact);
            case "list" -> {
                compact.put(
                        "member", element((JsonValue.Obj) shape.get("member").orElseThrow(), "member"));
                bounds(shape, compact);
            }
            case "map" -> {
                compact.put("key", element((JsonValue.Obj) shape.get("key").orElseThrow(), "key"));
                compact.put("value", element((JsonValue.Obj) shape.get("value").orElseThrow(), "value"));
                bounds(shape, compact);
            }
            default -> scalar(name, shape, compact);
        }
        if (shape.get("sensitive").isPresent()) {
            compact.put("sensitive", JsonValue.of(true));
        }
        return new JsonValue.Obj(compact);
    }

    private void scalar(String name, JsonValue.Obj shape, Map<String, JsonValue> compact) {
        if (shape.get("enum").isPresent()) {
            compact.put("type", JsonValue.of("enum"));
            compact.put("values", shape.get("enum").orElseThrow());
            if (settings.isOpen(name)) {
                compact.put("open", JsonValue.of(true));
                bounds(shape, compact);
            }
            return;
        }
        bounds(shape, compact);
        shape.get("pattern").ifPresent(pattern -> compact.put("pattern", pattern));
        shape.string("timestampFormat")
                .ifPresent(format -> compact.put("timestampFormat", JsonValue.of(timestampFormat(format))));
    }

    private static void bounds(JsonValue.Obj shape, Map<String, JsonValue> compact) {
        if (!isNothing(shape, "min")) {
            compact.put("min", shape.get("min").orElseThrow());
        }
        shape.get("max").ifPresent(max -> compact.put("max", max));
    }

    private void structure(String name, JsonValue.Obj shape, Map<String, JsonValue> compact) {
        if (shape.get("union").isPresent() || shape.get("eventstream").isPresent() || settings.isUnion(name)) {
            compact.put("type", JsonValue.of("union"));
        }
        if (shape.get("eventstream").isPresent()) {
            compact.put("eventStream", JsonValue.of(true));
        }
        List<JsonValue> required =
                shape.get("required").orElse(null) instanceof JsonValue.Array array ? array.items() : List.of();
        String payload = shape.string("payload").orElse("");
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry :
                ServiceImport.objects(shape, "members").entrySet()) {
            Map<String, JsonValue> member = new LinkedHashMap<>();
            JsonValue.Obj from = (JsonValue.Obj) entry.getValue();
            JsonValue.Obj target = shape(from.string("shape").orElseThrow());
            member.put("target", JsonValue.of(keep(from.string("shape").orElseThrow())));
            if (required.contains(JsonValue.of(entry.getKey()))) {
                member.put("required", JsonValue.of(true));
            }
            member(from, target, entry.getKey().equals(payload), member);
            JsonValue.Obj full =
                    merge(new JsonValue.Obj(member), settings.section("members"), renamed(name) + '.' + entry.getKey());
            members.put(
                    entry.getKey(),
                    full.members().size() == 1 ? full.get("target").orElseThrow() : full);
        }
        compact.put("members", new JsonValue.Obj(members));
        if (shape.get("exception").isPresent() || shape.get("error").isPresent()) {
            compact.put("error", merge(error(name, shape), settings.section("errors"), name));
        }
    }

    private void member(JsonValue.Obj from, JsonValue.Obj target, boolean payload, Map<String, JsonValue> member) {
        String wireName = from.string("locationName").orElse(null);
        String location = payload ? "payload" : from.string("location").orElse("");
        switch (location) {
            case "" -> {}
            case "payload", "statusCode" -> member.put("at", JsonValue.of(location));
            case "querystring" -> {
                boolean all = target.string("type").orElse("").equals("map");
                member.put("at", JsonValue.of(all ? "queryParams" : "query"));
            }
            default -> member.put("at", JsonValue.of(location));
        }
        boolean flattened =
                from.get("flattened").isPresent() || target.get("flattened").isPresent();
        if (wireName == null && flattened && target.get("member").orElse(null) instanceof JsonValue.Obj items) {
            wireName = items.string("locationName").orElse(null);
        }
        if (wireName != null) {
            boolean inBody = location.isEmpty() || location.equals("payload");
            member.put(inBody ? (speaksJson ? "json" : "xml") : "by", JsonValue.of(wireName));
        }
        if (flattened) {
            member.put("flattened", JsonValue.of(true));
        }
        if (from.get("streaming").isPresent()
                || (payload && target.string("type").orElse("").equals("blob"))) {
            member.put("streaming", JsonValue.of(true));
        }
        if (from.get("xmlAttribute").isPresent()) {
            member.put("xmlAttribute", JsonValue.of(true));
        }
        from.get("xmlNamespace")
                .or(() -> target.get("xmlNamespace"))
                .ifPresent(namespace -> member.put("xmlNamespace", namespace));
        if (from.get("eventpayload").isPresent()) {
            member.put("event", JsonValue.of("payload"));
        }
        if (from.get("eventheader").isPresent()) {
            member.put("event", JsonValue.of("header"));
        }
        from.string("timestampFormat")
                .ifPresent(format -> member.put("timestampFormat", JsonValue.of(timestampFormat(format))));
    }

    private JsonValue element(JsonValue.Obj from, String usualName) {
        String target = keep(from.string("shape").orElseThrow());
        String wireName = from.string("locationName").orElse(usualName);
        if (wireName.equals(usualName)) {
            return JsonValue.of(target);
        }
        Map<String, JsonValue> element = new LinkedHashMap<>();
        element.put("target", JsonValue.of(target));
        element.put("xml", JsonValue.of(wireName));
        return new JsonValue.Obj(element);
    }

    private JsonValue.Obj error(String name, JsonValue.Obj shape) {
        JsonValue.Obj from =
                shape.get("error").orElse(null) instanceof JsonValue.Obj given ? given : new JsonValue.Obj(Map.of());
        boolean fault = shape.get("fault").isPresent() || from.get("fault").isPresent();
        Map<String, JsonValue> error = new LinkedHashMap<>();
        String code = from.string("code").orElse(name);
        if (!code.equals(name)) {
            error.put(speaksJson ? "queryCode" : "code", JsonValue.of(code));
        }
        error.put("status", from.get("httpStatusCode").orElse(JsonValue.of(fault ? 500 : 400)));
        if (fault) {
            error.put("fault", JsonValue.of("receiver"));
        }
        return new JsonValue.Obj(error);
    }

    private static String timestampFormat(String given) {
        String format = TIMESTAMPS.get(given);
        if (format == null) {
            throw new IllegalArgumentException("There is no timestamp format " + given);
        }
        return format;
    }

    private static JsonValue.Obj merge(JsonValue.Obj compact, JsonValue.Obj overlay, String name) {
        JsonValue.Obj merged = compact;
        if (overlay.get(name).orElse(null) instanceof JsonValue.Obj changes) {
            for (Map.Entry<String, JsonValue> change : changes.members().entrySet()) {
                merged = merged.with(change.getKey(), change.getValue());
            }
        }
        return merged;
    }
}
