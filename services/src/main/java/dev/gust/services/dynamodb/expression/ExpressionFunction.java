package dev.gust.services.dynamodb.expression;

import java.util.Locale;
import java.util.Optional;

/** The functions of the language. Their names are lower case, and case matters. */
public enum ExpressionFunction {
    ATTRIBUTE_EXISTS(1, false),
    ATTRIBUTE_NOT_EXISTS(1, false),
    ATTRIBUTE_TYPE(2, false),
    BEGINS_WITH(2, false),
    CONTAINS(2, false),
    SIZE(1, false),
    IF_NOT_EXISTS(2, true),
    LIST_APPEND(2, true);

    private final int operands;
    private final boolean forUpdates;
    private final String text;

    ExpressionFunction(int operands, boolean forUpdates) {
        this.operands = operands;
        this.forUpdates = forUpdates;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    static Optional<ExpressionFunction> named(String name) {
        for (ExpressionFunction function : values()) {
            if (function.text.equals(name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    int operands() {
        return operands;
    }

    /** Whether it belongs to update expressions; the others belong to conditions. */
    boolean isForUpdates() {
        return forUpdates;
    }

    public String text() {
        return text;
    }
}
