package dev.gust.wire.smithy;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.smithy.aws.traits.customizations.S3UnwrappedXmlOutputTrait;
import software.amazon.smithy.aws.traits.protocols.AwsQueryCompatibleTrait;
import software.amazon.smithy.aws.traits.protocols.AwsQueryErrorTrait;
import software.amazon.smithy.aws.traits.protocols.RestXmlTrait;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.EnumShape;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.shapes.StructureShape;
import software.amazon.smithy.model.traits.ErrorTrait;
import software.amazon.smithy.model.traits.EventHeaderTrait;
import software.amazon.smithy.model.traits.EventPayloadTrait;
import software.amazon.smithy.model.traits.HttpErrorTrait;
import software.amazon.smithy.model.traits.HttpHeaderTrait;
import software.amazon.smithy.model.traits.HttpLabelTrait;
import software.amazon.smithy.model.traits.HttpPayloadTrait;
import software.amazon.smithy.model.traits.HttpPrefixHeadersTrait;
import software.amazon.smithy.model.traits.HttpQueryParamsTrait;
import software.amazon.smithy.model.traits.HttpQueryTrait;
import software.amazon.smithy.model.traits.HttpResponseCodeTrait;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.JsonNameTrait;
import software.amazon.smithy.model.traits.LengthTrait;
import software.amazon.smithy.model.traits.PatternTrait;
import software.amazon.smithy.model.traits.RangeTrait;
import software.amazon.smithy.model.traits.RequiredTrait;
import software.amazon.smithy.model.traits.SensitiveTrait;
import software.amazon.smithy.model.traits.SparseTrait;
import software.amazon.smithy.model.traits.StreamingTrait;
import software.amazon.smithy.model.traits.TimestampFormatTrait;
import software.amazon.smithy.model.traits.XmlAttributeTrait;
import software.amazon.smithy.model.traits.XmlFlattenedTrait;
import software.amazon.smithy.model.traits.XmlNameTrait;
import software.amazon.smithy.model.traits.XmlNamespaceTrait;

/** Turns a service of a Smithy model into a compact model, which then takes the way of every other. */
final class SmithyCompact {
    private final Model model;
    private final ServiceShape service;
    private final String protocol;
    private final Map<String, JsonValue> shapes = new TreeMap<>();

    SmithyCompact(Model model, ServiceShape service, String protocol) {
        this.model = model;
        this.service = service;
        this.protocol = protocol;
    }

    JsonValue.Obj compact() {
        Map<String, JsonValue> operations = new LinkedHashMap<>();
        for (OperationShape operation : TopDownIndex.of(model).getContainedOperations(service)) {
            Map<String, JsonValue> entry = new LinkedHashMap<>();
            entry.put("input", JsonValue.of(root(operation.getInputShape(), operation, "Input")));
            entry.put("output", JsonValue.of(root(operation.getOutputShape(), operation, "Output")));
            flag(operation.getOutputShape().toString().equals("smithy.api#Unit"), "noOutput", entry);
            operation.getTrait(HttpTrait.class).ifPresent(http -> {
                entry.put("http", JsonValue.of(http.getMethod() + ' ' + http.getUri()));
                entry.put("status", JsonValue.of(http.getCode()));
            });
            operation.getErrors(service).forEach(this::shape);
            if (operation.hasTrait(S3UnwrappedXmlOutputTrait.class)) {
                unwrap(entry.get("output"));
            }
            operations.put(operation.getId().getName(), new JsonValue.Obj(entry));
        }
        Map<String, JsonValue> compact = new LinkedHashMap<>();
        compact.put("service", traits());
        compact.put("operations", new JsonValue.Obj(operations));
        compact.put("shapes", new JsonValue.Obj(shapes));
        return new JsonValue.Obj(compact);
    }

    private JsonValue.Obj traits() {
        String name = service.getId().getName();
        Map<String, JsonValue> traits = new LinkedHashMap<>();
        traits.put("id", JsonValue.of(name.toLowerCase(java.util.Locale.ROOT)));
        traits.put("name", JsonValue.of(name));
        traits.put("sdkId", JsonValue.of(name));
        traits.put("version", JsonValue.of(service.getVersion()));
        traits.put("protocols", JsonValue.array(List.of(JsonValue.of(protocol))));
        traits.put("targetPrefix", JsonValue.of(name));
        if (!protocol.equals("awsJson1_1")) {
            traits.put("errorNamespace", JsonValue.of(service.getId().getNamespace() + '#'));
        }
        service.getTrait(XmlNamespaceTrait.class)
                .ifPresent(namespace -> traits.put("xmlNamespace", JsonValue.of(namespace.getUri())));
        if (service.hasTrait(AwsQueryCompatibleTrait.class)) {
            traits.put("queryCompatible", JsonValue.of(true));
        }
        if (service.getTrait(RestXmlTrait.class)
                .map(RestXmlTrait::isNoErrorWrapping)
                .orElse(false)) {
            traits.put("bareErrors", JsonValue.of(true));
        }
        return new JsonValue.Obj(traits);
    }

    /** The output's only member is the text of its element. */
    private void unwrap(JsonValue output) {
        String name = ((JsonValue.Str) output).value();
        JsonValue.Obj shape = (JsonValue.Obj) shapes.get(name);
        JsonValue.Obj members = (JsonValue.Obj) shape.members().get("members");
        Map.Entry<String, JsonValue> only =
                members.members().entrySet().iterator().next();
        JsonValue.Obj member = ((JsonValue.Obj) only.getValue()).with("xmlText", JsonValue.of(true));
        shapes.put(name, shape.with("members", members.with(only.getKey(), member)));
    }

    private String root(ShapeId id, OperationShape operation, String role) {
        if (!id.toString().equals("smithy.api#Unit")) {
            return shape(id);
        }
        String name = operation.getId().getName() + "No" + role;
        Map<String, JsonValue> empty = new LinkedHashMap<>();
        empty.put("type", JsonValue.of("structure"));
        empty.put("members", new JsonValue.Obj(Map.of()));
        shapes.put(name, new JsonValue.Obj(empty));
        return name;
    }

    private String shape(ShapeId id) {
        Shape shape = model.expectShape(id);
        boolean prelude = id.getNamespace().equals("smithy.api") && !shape.isStructureShape();
        String name = prelude ? type(shape) : name(id);
        if (!prelude && !shapes.containsKey(name)) {
            shapes.put(name, JsonValue.Null.INSTANCE);
            shapes.put(name, describe(shape));
        }
        return name;
    }

    /** Names that Java or another namespace has taken are lengthened by their own. */
    private String name(ShapeId id) {
        String name = id.getName();
        boolean own = id.getNamespace().equals(service.getId().getNamespace());
        String unique = own ? name : name + "Of" + id.getNamespace().replaceAll(".*\\.", "");
        return name.equals("Object") || name.equals("Error") ? unique + "Shape" : unique;
    }

    private static String type(Shape shape) {
        return switch (shape.getType()) {
            case SET -> "list";
            case INT_ENUM -> "integer";
            case BIG_INTEGER -> "bigInteger";
            case BIG_DECIMAL -> "bigDecimal";
            default -> shape.getType().toString();
        };
    }

    private JsonValue.Obj describe(Shape shape) {
        Map<String, JsonValue> compact = new LinkedHashMap<>();
        compact.put("type", JsonValue.of(type(shape)));
        switch (shape.getType()) {
            case STRUCTURE, UNION -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                shape.members().forEach(member -> members.put(member.getMemberName(), member(member)));
                compact.put("members", new JsonValue.Obj(members));
                if (shape.isUnionShape() && shape.hasTrait(StreamingTrait.class)) {
                    compact.put("eventStream", JsonValue.of(true));
                }
            }
            case LIST, SET ->
                compact.put("member", member(shape.asListShape().orElseThrow().getMember()));
            case MAP -> {
                compact.put("key", member(shape.asMapShape().orElseThrow().getKey()));
                compact.put("value", member(shape.asMapShape().orElseThrow().getValue()));
            }
            case ENUM -> {
                compact.put("type", JsonValue.of("enum"));
                compact.put("values", JsonValue.array(values((EnumShape) shape)));
            }
            default -> scalar(shape, compact);
        }
        shapeTraits(shape, compact);
        return new JsonValue.Obj(compact);
    }

    private static List<JsonValue> values(EnumShape shape) {
        return shape.getEnumValues().values().stream().map(JsonValue::of).toList();
    }

    private static void scalar(Shape shape, Map<String, JsonValue> compact) {
        shape.getTrait(PatternTrait.class)
                .ifPresent(pattern -> compact.put("pattern", JsonValue.of(pattern.getValue())));
        shape.getTrait(TimestampFormatTrait.class)
                .ifPresent(format -> compact.put("timestampFormat", JsonValue.of(format.getValue())));
    }

    private void shapeTraits(Shape shape, Map<String, JsonValue> compact) {
        shape.getTrait(LengthTrait.class).ifPresent(length -> {
            length.getMin().ifPresent(min -> compact.put("min", JsonValue.of(min)));
            length.getMax().ifPresent(max -> compact.put("max", JsonValue.of(max)));
        });
        shape.getTrait(RangeTrait.class).ifPresent(range -> {
            range.getMin().ifPresent(min -> compact.put("min", new JsonValue.Num(min)));
            range.getMax().ifPresent(max -> compact.put("max", new JsonValue.Num(max)));
        });
        flag(shape.hasTrait(SensitiveTrait.class), "sensitive", compact);
        flag(shape.hasTrait(SparseTrait.class), "sparse", compact);
        if (shape.isStructureShape()) {
            shape.getTrait(XmlNameTrait.class).ifPresent(name -> compact.put("xml", JsonValue.of(name.getValue())));
            namespace(shape, compact);
            if (!compact.containsKey("xml")) {
                compact.put("xml", JsonValue.of(shape.getId().getName()));
            }
            shape.getTrait(ErrorTrait.class)
                    .ifPresent(error -> compact.put("error", error((StructureShape) shape, error)));
        }
    }

    private JsonValue.Obj error(StructureShape shape, ErrorTrait fault) {
        Map<String, JsonValue> error = new LinkedHashMap<>();
        error.put("code", JsonValue.of(shape.getId().getName()));
        int status = shape.getTrait(AwsQueryErrorTrait.class)
                .filter(query -> protocol.equals("awsQuery"))
                .map(AwsQueryErrorTrait::getHttpResponseCode)
                .or(() -> shape.getTrait(HttpErrorTrait.class).map(HttpErrorTrait::getCode))
                .orElse(fault.getDefaultHttpStatusCode());
        error.put("status", JsonValue.of(status));
        shape.getTrait(AwsQueryErrorTrait.class)
                .ifPresent(query -> error.put("queryCode", JsonValue.of(query.getCode())));
        if (fault.isServerError()) {
            error.put("fault", JsonValue.of("receiver"));
        }
        return new JsonValue.Obj(error);
    }

    private JsonValue member(MemberShape member) {
        Map<String, JsonValue> compact = new LinkedHashMap<>();
        Shape target = model.expectShape(member.getTarget());
        compact.put("target", JsonValue.of(shape(member.getTarget())));
        flag(member.hasTrait(RequiredTrait.class), "required", compact);
        if (protocol.equals("restJson1")) {
            member.getTrait(JsonNameTrait.class).ifPresent(name -> compact.put("json", JsonValue.of(name.getValue())));
        }
        member.getTrait(XmlNameTrait.class).ifPresent(name -> compact.put("xml", JsonValue.of(name.getValue())));
        flag(member.hasTrait(XmlFlattenedTrait.class), "flattened", compact);
        flag(member.hasTrait(XmlAttributeTrait.class), "xmlAttribute", compact);
        namespace(member, compact);
        member.getTrait(TimestampFormatTrait.class)
                .ifPresent(format -> compact.put("timestampFormat", JsonValue.of(format.getValue())));
        location(member, target, compact);
        flag(member.hasTrait(EventPayloadTrait.class), "event", "payload", compact);
        flag(member.hasTrait(EventHeaderTrait.class), "event", "header", compact);
        return new JsonValue.Obj(compact);
    }

    private static void location(MemberShape member, Shape target, Map<String, JsonValue> compact) {
        flag(member.hasTrait(HttpLabelTrait.class), "at", "uri", compact);
        flag(member.hasTrait(HttpQueryParamsTrait.class), "at", "queryParams", compact);
        flag(member.hasTrait(HttpResponseCodeTrait.class), "at", "statusCode", compact);
        member.getTrait(HttpQueryTrait.class).ifPresent(query -> at("query", query.getValue(), compact));
        member.getTrait(HttpHeaderTrait.class).ifPresent(header -> at("header", header.getValue(), compact));
        member.getTrait(HttpPrefixHeadersTrait.class).ifPresent(prefix -> at("headers", prefix.getValue(), compact));
        if (member.hasTrait(HttpPayloadTrait.class)) {
            compact.put("at", JsonValue.of("payload"));
            flag(target.isBlobShape(), "streaming", compact);
        }
    }

    private static void at(String where, String by, Map<String, JsonValue> compact) {
        compact.put("at", JsonValue.of(where));
        compact.put("by", JsonValue.of(by));
    }

    private static void namespace(Shape shape, Map<String, JsonValue> compact) {
        shape.getTrait(XmlNamespaceTrait.class).ifPresent(namespace -> {
            Map<String, JsonValue> entry = new LinkedHashMap<>();
            entry.put("uri", JsonValue.of(namespace.getUri()));
            namespace.getPrefix().ifPresent(prefix -> entry.put("prefix", JsonValue.of(prefix)));
            compact.put("xmlNamespace", new JsonValue.Obj(entry));
        });
    }

    private static void flag(boolean set, String name, Map<String, JsonValue> compact) {
        if (set) {
            compact.put(name, JsonValue.of(true));
        }
    }

    private static void flag(boolean set, String name, String value, Map<String, JsonValue> compact) {
        if (set) {
            compact.put(name, JsonValue.of(value));
        }
    }

    static List<OperationShape> operations(Model model, ServiceShape service) {
        return new ArrayList<>(TopDownIndex.of(model).getContainedOperations(service));
    }
}
