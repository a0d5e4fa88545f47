package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Java of an enum: an enum where the set is closed, texts with names where it is open. */
final class EnumSource {
    private EnumSource() {}

    static String of(CompactModel model, Shape shape) {
        JavaText java = new JavaText(model.packageName());
        String name = JavaNames.type(shape.name());
        if (shape.is("open")) {
            open(java, name, constants(shape));
        } else {
            closed(java, name, constants(shape));
        }
        return java.toString();
    }

    private static void closed(JavaText java, String name, Map<String, String> constants) {
        java.line("import dev.gust.wire.schema.WireEnum;");
        java.line("");
        java.line("public enum " + name + " implements WireEnum {");
        List<String> entries = new ArrayList<>();
        constants.forEach((constant, text) -> entries.add(constant + "(" + JavaNames.literal(text) + ")"));
        java.line(String.join(", ", entries) + ";");
        java.line("private final String wireValue;");
        java.line(name + "(String wireValue) {");
        java.line("this.wireValue = wireValue;");
        java.line("}");
        java.line("@Override");
        java.line("public String wireValue() {");
        java.line("return wireValue;");
        java.line("}");
        java.line("@Override");
        java.line("public String toString() {");
        java.line("return wireValue;");
        java.line("}");
        java.line("}");
    }

    private static void open(JavaText java, String name, Map<String, String> constants) {
        java.line("import java.util.List;");
        java.line("");
        java.line("/** Texts that the model knows; others may come. */");
        java.line("public final class " + name + " {");
        constants.forEach((constant, text) ->
                java.line("public static final String " + constant + " = " + JavaNames.literal(text) + ";"));
        java.line("/** All of them, in the model's order. */");
        java.line(
                "public static final List<String> ALL_TEXTS = List.of(" + String.join(", ", constants.keySet()) + ");");
        java.line("private " + name + "() {}");
        java.line("}");
    }

    /** Texts by their constants; texts that differ in signs only get numbers. */
    private static Map<String, String> constants(Shape shape) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (JsonValue value : ((JsonValue.Array) shape.traits().get("values").orElseThrow()).items()) {
            String text = ((JsonValue.Str) value).value();
            String constant = JavaNames.constant(text);
            String free = constant;
            for (int i = 2; constants.containsKey(free); i++) {
                free = constant + "_" + i;
            }
            constants.put(free, text);
        }
        return constants;
    }
}
