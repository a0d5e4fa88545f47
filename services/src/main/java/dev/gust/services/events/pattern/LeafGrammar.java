package dev.gust.services.events.pattern;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.policy.AddressRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads what a pattern allows at a leaf: a value, or an operator such as {@code {"prefix": "a"}}. */
final class LeafGrammar {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(5_000_000_000L);

    private LeafGrammar() {}

    static LeafTest test(JsonValue item) throws PatternSyntaxException {
        return switch (item) {
            case JsonValue.Obj(Map<String, JsonValue> members) -> operator(members);
            case JsonValue.Array _ ->
                throw new PatternSyntaxException("Match value must be String, number, true, false, or null");
            case JsonValue.Null _, JsonValue.Bool _, JsonValue.Num _, JsonValue.Str _ -> new LeafTest.Same(item);
        };
    }

    private static LeafTest operator(Map<String, JsonValue> members) throws PatternSyntaxException {
        Map.Entry<String, JsonValue> only = only(members);
        JsonValue value = only.getValue();
        return switch (only.getKey()) {
            case "prefix" -> prefix(value);
            case "suffix" -> suffix(value);
            case "equals-ignore-case" -> LeafTest.Text.equalIgnoringCase(text("equals-ignore-case", value));
            case "wildcard" -> wildcard(value);
            case "anything-but" -> anythingBut(value);
            case "numeric" -> numeric(value);
            case "exists" -> exists(value);
            case "cidr" ->
                new LeafTest.Address(AddressRange.parse(text("cidr", value))
                        .orElseThrow(() -> new PatternSyntaxException("Malformed CIDR, one '/' required")));
            default -> throw new PatternSyntaxException("Unrecognized match type " + only.getKey());
        };
    }

    private static Map.Entry<String, JsonValue> only(Map<String, JsonValue> members) throws PatternSyntaxException {
        if (members.size() != 1) {
            throw new PatternSyntaxException(
                    members.isEmpty() ? "Empty objects are not allowed" : "Only one key allowed in match expression");
        }
        return members.entrySet().iterator().next();
    }

    private static String text(String operator, JsonValue value) throws PatternSyntaxException {
        if (value instanceof JsonValue.Str(String text)) {
            return text;
        }
        throw new PatternSyntaxException(operator + " match pattern must be a string");
    }

    private static LeafTest prefix(JsonValue value) throws PatternSyntaxException {
        return value instanceof JsonValue.Obj(Map<String, JsonValue> members)
                ? LeafTest.Text.prefixIgnoringCase(ignoringCase("prefix", members))
                : LeafTest.Text.prefix(text("prefix", value));
    }

    private static LeafTest suffix(JsonValue value) throws PatternSyntaxException {
        return value instanceof JsonValue.Obj(Map<String, JsonValue> members)
                ? LeafTest.Text.suffixIgnoringCase(ignoringCase("suffix", members))
                : LeafTest.Text.suffix(text("suffix", value));
    }

    private static String ignoringCase(String operator, Map<String, JsonValue> members) throws PatternSyntaxException {
        Map.Entry<String, JsonValue> only = only(members);
        if (!only.getKey().equals("equals-ignore-case")) {
            throw new PatternSyntaxException("Unsupported " + operator + " pattern: " + only.getKey());
        }
        return text("equals-ignore-case", only.getValue());
    }

    private static LeafTest wildcard(JsonValue value) throws PatternSyntaxException {
        return new LeafTest.Text(Glob.parse(text("wildcard", value))::matches);
    }

    private static LeafTest exists(JsonValue value) throws PatternSyntaxException {
        if (value instanceof JsonValue.Bool(boolean wanted)) {
            return new LeafTest.Exists(wanted);
        }
        throw new PatternSyntaxException("exists match pattern must be either true or false.");
    }

    private static LeafTest anythingBut(JsonValue value) throws PatternSyntaxException {
        return switch (value) {
            case JsonValue.Str _, JsonValue.Num _ -> new LeafTest.None(List.of(new LeafTest.Same(value)));
            case JsonValue.Array(List<JsonValue> items) -> new LeafTest.None(alike(items));
            case JsonValue.Obj(Map<String, JsonValue> members) -> anythingButOperator(members);
            case JsonValue.Null _, JsonValue.Bool _ ->
                throw new PatternSyntaxException(
                        "Value of anything-but must be an array or single string/number value.");
        };
    }

    private static List<LeafTest> alike(List<JsonValue> items) throws PatternSyntaxException {
        boolean texts = items.stream().allMatch(JsonValue.Str.class::isInstance);
        boolean numbers = items.stream().allMatch(JsonValue.Num.class::isInstance);
        if (items.isEmpty() || !(texts || numbers)) {
            throw new PatternSyntaxException(
                    "Inside anything but list, either all values are number or string, mixed type is not supported");
        }
        return items.stream().<LeafTest>map(LeafTest.Same::new).toList();
    }

    private static LeafTest anythingButOperator(Map<String, JsonValue> members) throws PatternSyntaxException {
        Map.Entry<String, JsonValue> only = only(members);
        String operator = only.getKey();
        List<LeafTest> unwanted = new ArrayList<>();
        for (String text : texts(operator, only.getValue())) {
            if (text.isEmpty() && (operator.equals("prefix") || operator.equals("suffix"))) {
                throw new PatternSyntaxException("Null prefix/suffix not allowed in anything-but");
            }
            unwanted.add(
                    switch (operator) {
                        case "prefix" -> LeafTest.Text.prefix(text);
                        case "suffix" -> LeafTest.Text.suffix(text);
                        case "equals-ignore-case" -> LeafTest.Text.equalIgnoringCase(text);
                        case "wildcard" -> new LeafTest.Text(Glob.parse(text)::matches);
                        default -> throw new PatternSyntaxException("Unsupported anything-but pattern: " + operator);
                    });
        }
        return new LeafTest.None(List.copyOf(unwanted));
    }

    private static List<String> texts(String operator, JsonValue value) throws PatternSyntaxException {
        if (!(value instanceof JsonValue.Array(List<JsonValue> items))) {
            return List.of(text(operator, value));
        }
        if (items.isEmpty()) {
            throw new PatternSyntaxException("Empty arrays are not allowed");
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items) {
            texts.add(text(operator, item));
        }
        return texts;
    }

    private static LeafTest numeric(JsonValue value) throws PatternSyntaxException {
        if (!(value instanceof JsonValue.Array(List<JsonValue> items)) || items.isEmpty()) {
            throw new PatternSyntaxException("Invalid member in numeric match: expected an array of comparisons");
        }
        String first = text("numeric", items.getFirst());
        if (items.size() == 2) {
            return new LeafTest.Within(List.of(bound(first, items.get(1))));
        }
        String second = items.size() == 4 ? text("numeric", items.get(2)) : "";
        if (!first.startsWith(">") || !second.startsWith("<")) {
            throw new PatternSyntaxException("Bad numeric range operator: " + (second.isEmpty() ? first : second));
        }
        if (number(items.get(1)).compareTo(number(items.get(3))) >= 0) {
            throw new PatternSyntaxException("Bottom must be less than top");
        }
        return new LeafTest.Within(List.of(bound(first, items.get(1)), bound(second, items.get(3))));
    }

    private static Predicate<BigDecimal> bound(String operator, JsonValue value) throws PatternSyntaxException {
        BigDecimal limit = number(value);
        return switch (operator) {
            case "=" -> number -> number.compareTo(limit) == 0;
            case "<" -> number -> number.compareTo(limit) < 0;
            case "<=" -> number -> number.compareTo(limit) <= 0;
            case ">" -> number -> number.compareTo(limit) > 0;
            case ">=" -> number -> number.compareTo(limit) >= 0;
            default -> throw new PatternSyntaxException("Unrecognized numeric range operator: " + operator);
        };
    }

    private static BigDecimal number(JsonValue value) throws PatternSyntaxException {
        if (!(value instanceof JsonValue.Num(BigDecimal number))) {
            throw new PatternSyntaxException("Value of a numeric match must be numeric");
        }
        if (number.abs().compareTo(LARGEST) > 0) {
            throw new PatternSyntaxException("Value must be between -5.0E9 and 5.0E9, inclusive");
        }
        return number;
    }
}
