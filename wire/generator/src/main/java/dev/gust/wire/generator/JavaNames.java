package dev.gust.wire.generator;

import java.util.Locale;
import java.util.Set;

/** How names of a model become names of Java: AWS's own word as far as Java allows it. */
final class JavaNames {
    private static final Set<String> RESERVED = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "_",
            "clone",
            "finalize",
            "getClass",
            "hashCode",
            "notify",
            "notifyAll",
            "toString",
            "wait",
            "builder",
            "toBuilder",
            "of",
            "shapeSchema",
            "memberValue",
            "values",
            "valueOf");

    private static final Set<String> OF_ERRORS =
            Set.of("code", "queryCode", "status", "fault", "message", "fields", "field", "headers", "header");

    private JavaNames() {}

    /** The class of a shape. */
    static String type(String shape) {
        String name = shape.replaceAll("^_+", "");
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The component of a member: TableName is tableName, SSESpecification is sseSpecification, ARN is arn. */
    static String component(String member) {
        String name = member.replaceAll("[^A-Za-z0-9_]", "_");
        int capitals = 0;
        while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
            capitals++;
        }
        boolean wordFollows = capitals < name.length() && Character.isLowerCase(name.charAt(capitals));
        int lowered = capitals > 1 && wordFollows ? capitals - 1 : capitals;
        String component = name.substring(0, lowered).toLowerCase(Locale.ROOT) + name.substring(lowered);
        if (Character.isDigit(component.charAt(0))) {
            return "_" + component;
        }
        return RESERVED.contains(component) ? component + "Value" : component;
    }

    /** The field of an error's member, whose accessor must not hide what all errors have. */
    static String errorField(String member) {
        String component = component(member);
        return OF_ERRORS.contains(component) ? component + "Value" : component;
    }

    /** The method of an operation. */
    static String method(String operation) {
        String name = Character.toLowerCase(operation.charAt(0)) + operation.substring(1);
        return RESERVED.contains(name) ? name + "Operation" : name;
    }

    /** The constant of an enum's text: PAY_PER_REQUEST, NODEJS20_X, S3_OBJECTCREATED_ALL. */
    static String constant(String text) {
        String spaced = text.replaceAll("\\*$", "All")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]+", "_");
        String upper = spaced.toUpperCase(Locale.ROOT);
        if (upper.isEmpty()) {
            return "EMPTY";
        }
        return Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
    }

    /** A text as a Java literal. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (c < 32 || c > 126) {
                        literal.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.append('"').toString();
    }
}
