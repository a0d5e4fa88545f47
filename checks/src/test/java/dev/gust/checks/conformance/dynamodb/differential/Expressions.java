package dev.gust.checks.conformance.dynamodb.differential;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Expressions with their names and values, as one request has them. Mostly valid. */
final class Expressions {
    private final Dice dice;
    private final Values source;
    final Map<String, JsonValue> names = new LinkedHashMap<>();
    final Map<String, JsonValue> values = new LinkedHashMap<>();

    Expressions(Dice dice, Values source) {
        this.dice = dice;
        this.source = source;
    }

    String value(JsonValue value) {
        String name = ":v" + values.size();
        values.put(name, value);
        return name;
    }

    private String name(String attribute) {
        if (dice.chance(70)) {
            return attribute;
        }
        String name = "#" + attribute;
        names.put(name, JsonValue.of(attribute));
        return name;
    }

    String path() {
        if (dice.chance(1)) {
            return dice.any("data", "size", "list", "Name", "1a", "a..b", "#missing", "elems[-1]", "elems[x]", "p.x");
        }
        String root = dice.any(Values.NAMES);
        StringBuilder path = new StringBuilder(name(root));
        if ((root.equals("elems") && dice.chance(50)) || dice.chance(4)) {
            path.append('[').append(dice.below(4)).append(']');
        }
        if ((root.equals("doc") && dice.chance(60)) || dice.chance(4)) {
            path.append('.').append(name(dice.any("a", "b", "elems")));
        }
        return path.toString();
    }

    private String operand() {
        return switch (dice.below(10)) {
            case 0, 1, 2, 3 -> path();
            case 4 -> "size(" + path() + ")";
            default -> value(source.any());
        };
    }

    String condition() {
        return condition(0);
    }

    private String condition(int depth) {
        if (depth < 3 && dice.chance(30)) {
            return switch (dice.below(4)) {
                case 0 -> condition(depth + 1) + " AND " + condition(depth + 1);
                case 1 -> condition(depth + 1) + " or " + condition(depth + 1);
                case 2 -> "NOT " + condition(depth + 1);
                default -> "(" + condition(depth + 1) + ")";
            };
        }
        return switch (dice.below(12)) {
            case 0 -> "attribute_exists(" + path() + ")";
            case 1 -> "attribute_not_exists(" + path() + ")";
            case 2 ->
                "attribute_type(" + path() + ", "
                        + value(
                                dice.chance(90)
                                        ? Dice.object(
                                                "S",
                                                dice.any("S", "N", "B", "L", "M", "SS", "NS", "BS", "BOOL", "NULL"))
                                        : source.any())
                        + ")";
            case 3 ->
                "begins_with(" + path() + ", "
                        + (dice.chance(85) ? value(dice.chance(50) ? source.text() : source.binary()) : operand())
                        + ")";
            case 4 -> "contains(" + path() + ", " + operand() + ")";
            case 5 -> operand() + " BETWEEN " + operand() + " AND " + operand();
            case 6 -> operand() + " IN (" + operand() + ", " + operand() + ")";
            case 7 -> dice.chance(20) ? "foo(" + path() + ")" : path() + " = " + operand();
            default -> path() + " " + dice.any("=", "<>", "<", "<=", ">", ">=") + " " + operand();
        };
    }

    String projection() {
        StringBuilder projection = new StringBuilder(path());
        for (int i = dice.below(3); i > 0; i--) {
            projection.append(", ").append(path());
        }
        return projection.toString();
    }

    String update() {
        StringBuilder update = new StringBuilder();
        if (dice.chance(70)) {
            update.append("SET ").append(set());
            if (dice.chance(30)) {
                update.append(", ").append(set());
            }
        }
        if (dice.chance(25)) {
            update.append(" REMOVE ").append(path());
            if (dice.chance(30)) {
                update.append(", ").append(path());
            }
        }
        if (dice.chance(25)) {
            update.append(" ADD ")
                    .append(dice.chance(80) ? name(dice.any("n", "tags", "score")) : path())
                    .append(' ')
                    .append(value(dice.chance(60) ? source.number() : dice.chance(85) ? source.set() : source.any()));
        }
        if (dice.chance(15)) {
            update.append(" DELETE ")
                    .append(dice.chance(80) ? name("tags") : path())
                    .append(' ')
                    .append(value(dice.chance(90) ? source.set() : source.any()));
        }
        return update.isEmpty()
                ? "SET a = " + value(source.text())
                : update.toString().strip();
    }

    private String set() {
        String target = path();
        return target + " = "
                + switch (dice.below(8)) {
                    case 0 -> (dice.chance(80) ? "n" : path()) + dice.any(" + ", " - ") + value(source.number());
                    case 1 -> "if_not_exists(" + path() + ", " + operandWithoutSize() + ")";
                    case 2 ->
                        "list_append(" + (dice.chance(80) ? "elems" : path()) + ", "
                                + value(dice.chance(85) ? Dice.object("L", Dice.array(source.text())) : source.any())
                                + ")";
                    case 3 -> "if_not_exists(n, " + value(source.number()) + ") + " + value(source.number());
                    case 4 -> path();
                    default -> value(source.any());
                };
    }

    private String operandWithoutSize() {
        return dice.chance(30) ? path() : value(source.any());
    }

    /** Now and then a name or value that is not used, or is missing, or has a wrong form. */
    void spoil() {
        if (dice.chance(96)) {
            return;
        }
        switch (dice.below(6)) {
            case 0 -> values.put(":unused", source.text());
            case 1 -> names.put("#unused", JsonValue.of("a"));
            case 2 -> values.keySet().stream().findFirst().ifPresent(values::remove);
            case 3 -> names.keySet().stream().findFirst().ifPresent(names::remove);
            case 4 -> values.put(dice.any("v", ":", ":a-b"), source.text());
            default -> values.replaceAll((name, value) -> dice.chance(30) ? source.broken() : value);
        }
    }
}
