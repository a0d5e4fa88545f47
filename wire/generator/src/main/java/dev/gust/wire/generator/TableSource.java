package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The Java of a service's table of shapes. Cut in methods of some shapes each, since a method has a largest size. */
final class TableSource {
    private static final int SHAPES_IN_A_METHOD = 64;
    private static final Map<String, String> KINDS = Map.of("enum", "STRING");
    private static final Map<String, String> LOCATIONS = Map.of(
            "payload", "PAYLOAD",
            "uri", "LABEL",
            "query", "QUERY",
            "queryParams", "QUERY_PARAMS",
            "header", "HEADER",
            "headers", "PREFIX_HEADERS",
            "statusCode", "STATUS");

    private final CompactModel model;
    private final JavaText java;

    private TableSource(CompactModel model) {
        this.model = model;
        this.java = new JavaText(model.packageName());
    }

    static String of(CompactModel model) {
        return new TableSource(model).write();
    }

    private String write() {
        for (String used : List.of(
                "EventPart", "Kind", "Location", "Schema", "ShapeTable", "Structure", "TimestampFormat", "Union")) {
            java.line("import dev.gust.wire.schema." + used + ";");
        }
        java.line("import org.jspecify.annotations.Nullable;");
        java.line("");
        java.line("final class " + model.name() + "Shapes extends ShapeTable {");
        java.line("static final " + model.name() + "Shapes TABLE = new " + model.name() + "Shapes();");
        java.line("private " + model.name() + "Shapes() {");
        java.line("super(" + (model.shapes().size() + 1) + ");");
        java.line("}");
        dispatch("protected Schema describe(int id)", "describe", "id", shape -> true);
        dispatch(
                "protected Structure structure(int id, @Nullable Object[] values)",
                "structure",
                "id, values",
                shape -> shape.type().equals("structure"));
        unions();
        parts("private Schema describe%d(int id) {", shape -> true, this::description);
        parts(
                "private static Structure structure%d(int id, @Nullable Object[] values) {",
                shape -> shape.type().equals("structure"), shape -> type(shape) + ".of(values)");
        java.line("}");
        return java.toString();
    }

    private void unions() {
        List<Shape> unions = model.shapes().stream()
                .filter(shape -> shape.type().equals("union"))
                .toList();
        java.line("@Override");
        java.line("protected Union union(int id, int member, Object value) {");
        if (unions.isEmpty()) {
            java.line("throw new IndexOutOfBoundsException(id);");
        } else {
            java.line("return switch (id) {");
            for (Shape shape : unions) {
                java.line("case " + shape.id() + " -> " + type(shape) + ".of(member, value);");
            }
            java.line("default -> throw new IndexOutOfBoundsException(id);");
            java.line("};");
        }
        java.line("}");
    }

    private void dispatch(String signature, String part, String arguments, Predicate<Shape> which) {
        java.line("@Override");
        java.line(signature + " {");
        java.line("return switch (id / " + SHAPES_IN_A_METHOD + ") {");
        for (int i = 0; i * SHAPES_IN_A_METHOD < model.shapes().size(); i++) {
            if (part(i).stream().anyMatch(which)) {
                java.line("case " + i + " -> " + part + i + "(" + arguments + ");");
            }
        }
        java.line("default -> throw new IndexOutOfBoundsException(id);");
        java.line("};");
        java.line("}");
    }

    private void parts(String signature, Predicate<Shape> which, Function<Shape, String> expression) {
        for (int i = 0; i * SHAPES_IN_A_METHOD < model.shapes().size(); i++) {
            if (part(i).stream().noneMatch(which)) {
                continue;
            }
            java.line(String.format(Locale.ROOT, signature, i));
            // Each case returns by itself, for the reason that ModelSource tells.
            java.line("switch (id) {");
            for (Shape shape : part(i)) {
                if (which.test(shape)) {
                    java.line("case " + shape.id() + ": return " + expression.apply(shape) + ";");
                }
            }
            java.line("default: throw new IndexOutOfBoundsException(id);");
            java.line("}");
            java.line("}");
        }
    }

    private List<Shape> part(int index) {
        List<Shape> all = model.shapes();
        int from = index * SHAPES_IN_A_METHOD;
        return all.subList(from, Math.min(from + SHAPES_IN_A_METHOD, all.size()));
    }

    private String description(Shape shape) {
        String name = JavaNames.literal(shape.name());
        return switch (shape.type()) {
            case "structure", "union" -> structure(shape, name);
            case "list" ->
                "list(" + name + ", " + member(shape.members().getFirst(), Map.of()) + ", " + shape.is("sparse") + ", "
                        + bounds(shape) + ", " + shape.is("sensitive") + ")";
            case "map" ->
                "map(" + name + ", " + member(shape.members().getFirst(), Map.of()) + ", "
                        + member(shape.members().getLast(), Map.of()) + ", " + shape.is("sparse") + ", " + bounds(shape)
                        + ", " + shape.is("sensitive") + ")";
            default -> scalar(shape, name);
        };
    }

    /** Qualified, since a service may have shapes with the names of what is imported here. */
    private String type(Shape shape) {
        return model.packageName() + '.' + JavaNames.type(shape.name());
    }

    private String scalar(Shape shape, String name) {
        if (shape.isClosedEnum()) {
            return "enumeration(" + name + ", " + type(shape) + ".values(), " + shape.is("sensitive") + ")";
        }
        if (shape.text("timestampFormat").isPresent()) {
            return "timestamp(" + name + ", "
                    + timestamp(shape.text("timestampFormat").orElseThrow()) + ")";
        }
        String kind = "Kind." + KINDS.getOrDefault(shape.type(), snake(shape.type()));
        boolean plain = List.of("min", "max", "pattern", "sensitive").stream().noneMatch(shape::is);
        if (plain) {
            return "simple(" + kind + ", " + name + ")";
        }
        String pattern = shape.text("pattern").map(JavaNames::literal).orElse("null");
        return "simple(" + kind + ", " + name + ", " + bounds(shape) + ", " + pattern + ", " + shape.is("sensitive")
                + ")";
    }

    private String structure(Shape shape, String name) {
        String kind = shape.is("eventStream") ? "eventStream" : shape.type();
        StringBuilder text = new StringBuilder("with(" + shape.id() + ", " + kind + "(" + name + ")");
        shape.text("xml")
                .ifPresent(root ->
                        text.append(".xml(").append(JavaNames.literal(root)).append(')'));
        text.append(namespace(shape.traits()));
        if (shape.is("sensitive")) {
            text.append(".sensitive()");
        }
        for (Member member : shape.members()) {
            text.append(",\n                ").append(member(member, LOCATIONS));
        }
        return text.append(")").toString();
    }

    private String member(Member member, Map<String, String> locations) {
        Shape target = model.shape(member.target());
        int id = member.is("streaming") ? model.shapes().size() : target.id();
        StringBuilder text = new StringBuilder("member(" + JavaNames.literal(member.name()) + ", " + id + ")");
        if (member.is("required")) {
            text.append(".required()");
        }
        member.text("json")
                .ifPresent(name ->
                        text.append(".json(").append(JavaNames.literal(name)).append(')'));
        member.text("xml")
                .ifPresent(name ->
                        text.append(".xml(").append(JavaNames.literal(name)).append(')'));
        member.text("at").ifPresent(at -> {
            String by = member.text("by").orElse(member.name());
            text.append(".at(Location.").append(locations.get(at)).append(", ");
            text.append(JavaNames.literal(by)).append(')');
        });
        for (String flag : List.of("flattened", "xmlAttribute", "xmlText", "sensitive")) {
            if (member.is(flag)) {
                text.append('.').append(flag).append("()");
            }
        }
        text.append(namespace(member.traits()));
        member.text("timestampFormat")
                .ifPresent(format ->
                        text.append(".timestamp(").append(timestamp(format)).append(')'));
        member.text("event").ifPresent(part -> {
            text.append(".event(EventPart.").append(snake(part)).append(')');
        });
        return text.toString();
    }

    private static String namespace(JsonValue.Obj traits) {
        if (traits.get("xmlNamespace").orElse(null) instanceof JsonValue.Obj namespace) {
            String prefix = JavaNames.literal(namespace.string("prefix").orElse(""));
            return ".namespace(" + prefix + ", "
                    + JavaNames.literal(namespace.string("uri").orElseThrow()) + ")";
        }
        return "";
    }

    private static String bounds(Shape shape) {
        return number(shape, "min") + ", " + number(shape, "max");
    }

    private static String number(Shape shape, String bound) {
        if (!(shape.traits().get(bound).orElse(null) instanceof JsonValue.Num(var value))) {
            return "null";
        }
        return switch (shape.type()) {
            case "float", "double", "bigDecimal" -> value.doubleValue() + "d";
            default -> value.longValue() + "L";
        };
    }

    private static String timestamp(String format) {
        return "TimestampFormat." + format.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String snake(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
