package dev.gust.wire.generator;

import java.util.ArrayList;
import java.util.List;

/** The Java of a structure: a record, with a builder above three members. */
final class RecordSource {
    private static final int MEMBERS_WITHOUT_BUILDER = 3;

    private final CompactModel model;
    private final JavaTypes types;
    private final Shape shape;
    private final String name;
    private final JavaText java;

    private RecordSource(CompactModel model, Shape shape) {
        this.model = model;
        this.types = new JavaTypes(model);
        this.shape = shape;
        this.name = JavaNames.type(shape.name());
        this.java = new JavaText(model.packageName());
    }

    static String of(CompactModel model, Shape shape) {
        return new RecordSource(model, shape).write();
    }

    private String write() {
        for (String used : List.of("Built", "Frozen", "Masked", "Structure", "StructureSchema")) {
            java.line("import dev.gust.wire.schema." + used + ";");
        }
        java.line("import org.jspecify.annotations.Nullable;");
        java.line("");
        List<String> components = new ArrayList<>();
        for (Member member : shape.members()) {
            components.add(types.component(member) + " " + JavaNames.component(member.name()));
        }
        java.line("public record " + name + "(" + String.join(", ", components) + ") implements Structure {");
        freeze();
        hasMethods();
        java.line("@Override");
        java.line("public StructureSchema shapeSchema() {");
        java.line("return " + model.name() + "Shapes.TABLE.structureSchema(" + shape.id() + ");");
        java.line("}");
        memberValue(java, types, shape, "");
        if (shape.members().stream().anyMatch(types::isSensitive)) {
            java.line("@Override");
            java.line("public String toString() {");
            java.line("return Masked.text(this);");
            java.line("}");
        }
        ofValues();
        if (shape.members().size() > MEMBERS_WITHOUT_BUILDER) {
            builder();
        }
        java.line("}");
        return java.toString();
    }

    private void freeze() {
        if (shape.members().stream().noneMatch(types::isCollection)) {
            return;
        }
        java.line("public " + name + " {");
        for (Member member : shape.members()) {
            if (types.isCollection(member)) {
                String component = JavaNames.component(member.name());
                String kind = types.isList(member) ? "list" : "map";
                java.line(component + " = Frozen." + kind + "(" + component + ");");
            }
        }
        java.line("}");
    }

    private void hasMethods() {
        for (Member member : shape.members()) {
            if (types.isCollection(member)) {
                String component = JavaNames.component(member.name());
                String suffix = Character.toUpperCase(component.charAt(0)) + component.substring(1);
                java.line("/** Whether the member was given, be it empty. */");
                java.line("public boolean has" + suffix + "() {");
                java.line("return Frozen.isPresent(" + component + ");");
                java.line("}");
            }
        }
    }

    /** The values by index; an absent collection is null here. */
    static void memberValue(JavaText java, JavaTypes types, Shape shape, String prefix) {
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
            String value = prefix + JavaNames.component(member.name());
            String read = types.isCollection(member) ? "Frozen.orNull(" + value + ")" : value;
            java.line("case " + i + " -> " + read + ";");
        }
        java.line("default -> throw new IndexOutOfBoundsException(index);");
        java.line("};");
        java.line("}");
    }

    private void ofValues() {
        List<String> casts = new ArrayList<>();
        for (int i = 0; i < shape.members().size(); i++) {
            casts.add("(" + types.of(shape.members().get(i)) + ") values[" + i + "]");
        }
        java.line("@SuppressWarnings(\"unchecked\")");
        java.line("static " + name + " of(@Nullable Object[] values) {");
        java.line("return new " + name + "(" + String.join(", ", casts) + ");");
        java.line("}");
    }

    private void builder() {
        java.line("public static Builder builder() {");
        java.line("return new Builder(new Object[" + shape.members().size() + "]);");
        java.line("}");
        java.line("/** A builder that holds these values. */");
        java.line("public Builder toBuilder() {");
        java.line("return new Builder(Built.values(this));");
        java.line("}");
        java.line("/** Gathers the values; what is not set is absent. */");
        java.line("public static final class Builder {");
        java.line("private final @Nullable Object[] values;");
        java.line("private Builder(@Nullable Object[] values) {");
        java.line("this.values = values;");
        java.line("}");
        for (int i = 0; i < shape.members().size(); i++) {
            Member member = shape.members().get(i);
            String component = JavaNames.component(member.name());
            String type = member.is("required") ? types.of(member) : types.nullable(types.of(member));
            java.line("public Builder " + component + "(" + type + " " + component + ") {");
            java.line("values[" + i + "] = " + component + ";");
            java.line("return this;");
            java.line("}");
        }
        java.line("/** The record; a required member that was not set is a mistake of the caller. */");
        java.line("public " + name + " build() {");
        java.line("Built.check(" + model.name() + "Shapes.TABLE.structureSchema(" + shape.id() + "), values);");
        java.line("return of(values);");
        java.line("}");
        java.line("}");
    }
}
