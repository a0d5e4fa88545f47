package dev.gust.wire.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The Java of a union: a sealed interface with a record for each member. */
final class UnionSource {
    /** Names that the variants' own code means in Java's way. */
    private static final Set<String> JAVA = Set.of(
            "Boolean",
            "Byte",
            "Double",
            "Float",
            "IndexOutOfBoundsException",
            "Integer",
            "Long",
            "Object",
            "Override",
            "Short",
            "String",
            "SuppressWarnings");

    private UnionSource() {}

    static String of(CompactModel model, Shape shape) {
        JavaTypes types = JavaTypes.qualified(model);
        JavaText java = new JavaText(model.packageName());
        String name = JavaNames.type(shape.name());
        for (String used : List.of("Frozen", "Masked", "StructureSchema", "Union")) {
            java.line("import dev.gust.wire.schema." + used + ";");
        }
        java.line("import org.jspecify.annotations.Nullable;");
        java.line("");
        java.line("public sealed interface " + name + " extends Union {");
        java.line("@Override");
        java.line("default StructureSchema shapeSchema() {");
        java.line("return " + model.name() + "Shapes.TABLE.structureSchema(" + shape.id() + ");");
        java.line("}");
        List<String> cases = new ArrayList<>();
        boolean unchecked = false;
        for (int i = 0; i < shape.members().size(); i++) {
            Member member = shape.members().get(i);
            String type = types.of(member);
            variant(java, types, name, member, i, type);
            unchecked |= type.contains("<");
            cases.add("case " + i + " -> new " + variant(name, member) + "((" + type + ") value);");
        }
        if (unchecked) {
            java.line("@SuppressWarnings(\"unchecked\")");
        }
        java.line("static " + name + " of(int member, Object value) {");
        java.line("return switch (member) {");
        cases.forEach(java::line);
        java.line("default -> throw new IndexOutOfBoundsException(member);");
        java.line("};");
        java.line("}");
        java.line("}");
        return java.toString();
    }

    /** AWS's word for the member, with a capital; the union's own name is taken already. */
    private static String variant(String union, Member member) {
        String name = JavaNames.type(member.name());
        return name.equals(union) || JAVA.contains(name) ? name + "Value" : name;
    }

    private static void variant(JavaText java, JavaTypes types, String union, Member member, int index, String type) {
        String name = variant(union, member);
        java.line("/** The member " + member.name() + " is set. */");
        java.line("record " + name + "(" + type + " value) implements " + union + " {");
        if (types.isCollection(member)) {
            java.line("public " + name + " {");
            java.line("value = Frozen." + (types.isList(member) ? "list" : "map") + "(value);");
            java.line("}");
        }
        java.line("@Override");
        java.line("public int memberIndex() {");
        java.line("return " + index + ";");
        java.line("}");
        java.line("@Override");
        java.line("public Object unionValue() {");
        java.line("return value;");
        java.line("}");
        if (types.isSensitive(member)) {
            java.line("@Override");
            java.line("public String toString() {");
            java.line("return Masked.text(this);");
            java.line("}");
        }
        java.line("}");
    }
}
