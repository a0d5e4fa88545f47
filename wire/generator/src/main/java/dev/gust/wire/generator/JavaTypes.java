package dev.gust.wire.generator;

import java.util.Map;

/** Which Java type carries the values of a shape. */
final class JavaTypes {
    private static final Map<String, String> SCALARS = Map.ofEntries(
            Map.entry("string", "String"),
            Map.entry("enum", "String"),
            Map.entry("boolean", "Boolean"),
            Map.entry("byte", "Byte"),
            Map.entry("short", "Short"),
            Map.entry("integer", "Integer"),
            Map.entry("long", "Long"),
            Map.entry("float", "Float"),
            Map.entry("double", "Double"),
            Map.entry("bigInteger", "java.math.BigInteger"),
            Map.entry("bigDecimal", "java.math.BigDecimal"),
            Map.entry("blob", "dev.gust.wire.schema.Blob"),
            Map.entry("timestamp", "java.time.Instant"),
            Map.entry("document", "dev.gust.base.json.JsonValue"));

    private final CompactModel model;
    private final String prefix;

    JavaTypes(CompactModel model) {
        this(model, "");
    }

    private JavaTypes(CompactModel model, String prefix) {
        this.model = model;
        this.prefix = prefix;
    }

    /** Types by their full names, for where a nested type may hide one. */
    static JavaTypes qualified(CompactModel model) {
        return new JavaTypes(model, model.packageName() + '.');
    }

    /** The type of a member's values, without nullness. */
    String of(Member member) {
        return member.is("streaming") ? "dev.gust.wire.http.Payload" : of(model.shape(member.target()));
    }

    String of(Shape shape) {
        if (shape.is("eventStream")) {
            return "dev.gust.wire.schema.EventStream<" + prefix + JavaNames.type(shape.name()) + ">";
        }
        if (shape.isGenerated()) {
            return prefix + JavaNames.type(shape.name());
        }
        return switch (shape.type()) {
            case "list" -> "java.util.List<" + element(shape, 0) + ">";
            case "map" -> "java.util.Map<String, " + element(shape, 1) + ">";
            default -> {
                String scalar = SCALARS.get(shape.type());
                if (scalar == null) {
                    throw new IllegalArgumentException("There is no type " + shape.type() + " for " + shape.name());
                }
                yield scalar;
            }
        };
    }

    /** The type of a record's component: nullable unless required or a collection. */
    String component(Member member) {
        return isCollection(member) || member.is("required") ? of(member) : nullable(of(member));
    }

    /** The type with the annotation where Java wants it: before the last part of a qualified name. */
    String nullable(String type) {
        int generic = type.indexOf('<');
        int dot = type.lastIndexOf('.', generic < 0 ? type.length() : generic);
        return dot < 0 ? "@Nullable " + type : type.substring(0, dot + 1) + "@Nullable " + type.substring(dot + 1);
    }

    boolean isList(Member member) {
        return !member.is("streaming") && model.shape(member.target()).type().equals("list");
    }

    boolean isMap(Member member) {
        return !member.is("streaming") && model.shape(member.target()).type().equals("map");
    }

    boolean isCollection(Member member) {
        return isList(member) || isMap(member);
    }

    boolean isSensitive(Member member) {
        return member.is("sensitive") || model.shape(member.target()).is("sensitive");
    }

    private String element(Shape shape, int index) {
        String type = of(model.shape(shape.members().get(index).target()));
        return shape.is("sparse") ? nullable(type) : type;
    }
}
