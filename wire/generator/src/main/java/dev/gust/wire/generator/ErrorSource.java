package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The Java of an error: an exception without a stack trace that is a structure as well. */
final class ErrorSource {
    private ErrorSource() {}

    static String of(CompactModel model, Shape shape) {
        JavaTypes types = new JavaTypes(model);
        JavaText java = new JavaText(model.packageName());
        String name = JavaNames.type(shape.name());
        java.line("import dev.gust.wire.operation.Fault;");
        for (String used : List.of("Built", "Frozen", "Structure", "StructureSchema")) {
            java.line("import dev.gust.wire.schema." + used + ";");
        }
        java.line("import org.jspecify.annotations.Nullable;");
        java.line("");
        java.line("@SuppressWarnings(\"serial\")");
        java.line("public final class " + name + " extends " + model.name() + "Exception implements Structure {");
        List<Member> fields =
                shape.members().stream().filter(member -> !isMessage(member)).toList();
        for (Member field : fields) {
            java.line("private final " + types.component(field) + " " + JavaNames.errorField(field.name()) + ";");
        }
        if (!fields.isEmpty()) {
            constructor(java, types, shape, fields);
        }
        if (fields.stream().noneMatch(field -> field.is("required"))) {
            messageConstructor(java, shape, types, fields);
        }
        for (Member field : fields) {
            String component = JavaNames.errorField(field.name());
            java.line("public " + types.component(field) + " " + component + "() {");
            java.line("return " + component + ";");
            java.line("}");
        }
        shape.error().string("queryCode").ifPresent(code -> {
            java.line("@Override");
            java.line("public String queryCode() {");
            java.line("return " + JavaNames.literal(code) + ";");
            java.line("}");
        });
        java.line("@Override");
        java.line("public StructureSchema shapeSchema() {");
        java.line("return " + model.name() + "Shapes.TABLE.structureSchema(" + shape.id() + ");");
        java.line("}");
        memberValue(java, types, shape);
        ofValues(java, types, shape, fields);
        java.line("}");
        return java.toString();
    }

    static boolean isMessage(Member member) {
        return member.name().equalsIgnoreCase("message");
    }

    private static String superCall(Shape shape) {
        JsonValue.Obj error = shape.error();
        String code = error.string("code").orElse(shape.name());
        String fault = error.string("fault").orElse("").equals("receiver") ? "RECEIVER" : "SENDER";
        String status = error.get("status").orElse(JsonValue.of(400)).toJson();
        return "super(" + JavaNames.literal(code) + ", " + status + ", Fault." + fault + ", message);";
    }

    private static void constructor(JavaText java, JavaTypes types, Shape shape, List<Member> fields) {
        List<String> parameters = new ArrayList<>(List.of("String message"));
        for (Member field : fields) {
            parameters.add(types.component(field) + " " + JavaNames.errorField(field.name()));
        }
        java.line("public " + JavaNames.type(shape.name()) + "(" + String.join(", ", parameters) + ") {");
        java.line(superCall(shape));
        for (Member field : fields) {
            String component = JavaNames.errorField(field.name());
            String kind = types.isList(field) ? "Frozen.list(" : types.isMap(field) ? "Frozen.map(" : "(";
            java.line("this." + component + " = " + kind + component + ");");
        }
        java.line("}");
    }

    private static void messageConstructor(JavaText java, Shape shape, JavaTypes types, List<Member> fields) {
        java.line("public " + JavaNames.type(shape.name()) + "(String message) {");
        java.line(superCall(shape));
        for (Member field : fields) {
            String absent =
                    types.isList(field) ? "Frozen.list(null)" : types.isMap(field) ? "Frozen.map(null)" : "null";
            java.line("this." + JavaNames.errorField(field.name()) + " = " + absent + ";");
        }
        java.line("}");
    }

    private static void memberValue(JavaText java, JavaTypes types, Shape shape) {
        java.line("@Override");
        java.line("public @Nullable Object memberValue(int index) {");
        if (shape.members().isEmpty()) {
            java.line("throw new IndexOutOfBoundsException(index);");
            java.line("}");
            return;
        }
        java.line("return switch (index) {");
        for (int i = 0; i < shape.members().size(); i++) {
            Member member = shape.members().get(i);
            String component = JavaNames.errorField(member.name());
            String value = isMessage(member)
                    ? "getMessage()"
                    : types.isCollection(member) ? "Frozen.orNull(" + component + ")" : component;
            java.line("case " + i + " -> " + value + ";");
        }
        java.line("default -> throw new IndexOutOfBoundsException(index);");
        java.line("};");
        java.line("}");
    }

    private static void ofValues(JavaText java, JavaTypes types, Shape shape, List<Member> fields) {
        List<String> arguments = new ArrayList<>();
        String message = "\"\"";
        for (int i = 0; i < shape.members().size(); i++) {
            Member member = shape.members().get(i);
            if (isMessage(member)) {
                message = "Built.message(values[" + i + "])";
            }
        }
        arguments.add(message);
        for (Member field : fields) {
            arguments.add("(" + types.of(field) + ") values[" + shape.members().indexOf(field) + "]");
        }
        java.line("@SuppressWarnings(\"unchecked\")");
        java.line("static " + JavaNames.type(shape.name()) + " of(@Nullable Object[] values) {");
        java.line("return new " + JavaNames.type(shape.name()) + "(" + String.join(", ", arguments) + ");");
        java.line("}");
    }
}
