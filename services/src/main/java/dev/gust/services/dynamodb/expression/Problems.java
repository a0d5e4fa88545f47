package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.InvalidInputException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with an expression whose syntax is right. DynamoDB reports one problem, chosen by its category and
 * then by its place; so the whole is read first, and the first problem of each category kept.
 */
final class Problems {
    enum Category {
        PARENTHESES,
        UNKNOWN_FUNCTION,
        MISUSED_FUNCTION,
        RESERVED_WORD,
        /** A comparison or test of a condition that is wrong: the first one, with its own order of categories. */
        LEAF,
        SECTION,
        UNDEFINED_NAME,
        UNDEFINED_VALUE,
        OVERLAPPING_PATHS,
        CONFLICTING_PATHS,
        ACTION_OPERAND,
        OPERAND_COUNT,
        SAME_OPERAND,
        OPERAND_TYPE
    }

    private static final List<Category> IN_CONDITIONS = List.of(
            Category.PARENTHESES,
            Category.UNKNOWN_FUNCTION,
            Category.MISUSED_FUNCTION,
            Category.RESERVED_WORD,
            Category.LEAF);
    private static final List<Category> IN_LEAVES =
            List.of(Category.UNDEFINED_NAME, Category.OPERAND_COUNT, Category.SAME_OPERAND, Category.OPERAND_TYPE);
    private static final List<Category> IN_UPDATES = List.of(
            Category.PARENTHESES,
            Category.RESERVED_WORD,
            Category.UNKNOWN_FUNCTION,
            Category.MISUSED_FUNCTION,
            Category.SECTION,
            Category.UNDEFINED_NAME,
            Category.UNDEFINED_VALUE,
            Category.OVERLAPPING_PATHS,
            Category.CONFLICTING_PATHS,
            Category.ACTION_OPERAND,
            Category.SAME_OPERAND,
            Category.OPERAND_TYPE);

    private final ExpressionKind kind;
    private final boolean inCondition;
    private final Map<Category, String> whole = new EnumMap<>(Category.class);
    private final Map<Category, String> leaf = new EnumMap<>(Category.class);

    Problems(ExpressionKind kind) {
        this.kind = kind;
        this.inCondition = switch (kind) {
            case UPDATE, PROJECTION -> false;
            case CONDITION, KEY_CONDITION, FILTER -> true;
        };
    }

    void undefinedName(String placeholder) {
        add(
                Category.UNDEFINED_NAME,
                "An expression attribute name used in the document path is not defined; attribute name: "
                        + placeholder);
    }

    void undefinedValue(String placeholder) {
        // A condition reports names and values by their place alone, an update the names first.
        add(
                inCondition ? Category.UNDEFINED_NAME : Category.UNDEFINED_VALUE,
                "An expression attribute value used in expression is not defined; attribute value: " + placeholder);
    }

    void operandCount(ExpressionFunction function, int count) {
        add(
                inCondition ? Category.OPERAND_COUNT : Category.OPERAND_TYPE,
                "Incorrect number of operands for operator or function; operator or function: " + function.text()
                        + ", number of operands: " + count);
    }

    void operandType(String operator, String type) {
        add(
                Category.OPERAND_TYPE,
                "Incorrect operand type for operator or function; operator or function: " + operator
                        + ", operand type: " + type);
    }

    void add(Category category, String text) {
        Map<Category, String> target = inCondition && IN_LEAVES.contains(category) ? leaf : whole;
        target.putIfAbsent(category, text);
    }

    /** Ends a comparison or test: its own first problem counts, unless an earlier one had one. */
    void endLeaf() {
        first(leaf, IN_LEAVES).ifPresent(text -> whole.putIfAbsent(Category.LEAF, text));
        leaf.clear();
    }

    void throwFirst() {
        first(whole, inCondition ? IN_CONDITIONS : IN_UPDATES).ifPresent(text -> {
            throw invalid(text);
        });
    }

    /** A problem that ends the reading at once. */
    InvalidInputException invalid(String text) {
        return new InvalidInputException("Invalid " + kind.parameter() + ": " + text);
    }

    private static Optional<String> first(Map<Category, String> problems, List<Category> order) {
        return order.stream().filter(problems::containsKey).map(problems::get).findFirst();
    }
}
