package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the intrinsic functions in a value and checks their shape, with AWS's words for what is wrong. */
final class ExpressionReader {
    private static final String SUPPORTED = "[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split,"
            + " Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Sub, Fn::Cidr]";

    private final Positions positions;

    ExpressionReader(Positions positions) {
        this.positions = positions;
    }

    /** A value of the Resources or Outputs block. */
    Expression value(JsonValue value, String path) {
        return switch (value) {
            case JsonValue.Null _ -> throw wrong(value, "[" + path + "] 'null' values are not allowed in templates");
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _ -> new Expression.Literal(value);
            case JsonValue.Array(List<JsonValue> items) -> new Expression.Items(values(items, path));
            case JsonValue.Obj object -> object(object, path);
        };
    }

    private List<Expression> values(List<JsonValue> items, String path) {
        List<Expression> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            read.add(value(items.get(i), path + "/" + i));
        }
        return read;
    }

    private Expression object(JsonValue.Obj object, String path) {
        if (object.members().size() == 1) {
            Map.Entry<String, JsonValue> only =
                    object.members().entrySet().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return function(only.getKey(), only.getValue(), path);
            }
        }
        return members(object, path);
    }

    Expression.Members members(JsonValue.Obj object, String path) {
        Map<String, Expression> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, value(value, path + "/" + name)));
        return new Expression.Members(members);
    }

    /** A condition: the functions that give true or false. */
    Expression condition(JsonValue value, String path) {
        if (value instanceof JsonValue.Obj object && object.members().size() == 1) {
            Map.Entry<String, JsonValue> only =
                    object.members().entrySet().iterator().next();
            JsonValue argument = only.getValue();
            switch (only.getKey()) {
                case "Condition" -> {
                    if (argument instanceof JsonValue.Str(String name)) {
                        return new Expression.ConditionNamed(name);
                    }
                }
                case "Fn::And" -> {
                    return new Expression.And(several("Fn::And", argument, path));
                }
                case "Fn::Or" -> {
                    return new Expression.Or(several("Fn::Or", argument, path));
                }
                case "Fn::Not" -> {
                    List<JsonValue> one = arguments(argument, 1, 1);
                    if (one.isEmpty()) {
                        throw wrong(argument, "Template error: every Fn::Not object requires one boolean parameter.");
                    }
                    return new Expression.Not(condition(one.getFirst(), path));
                }
                case "Fn::Equals" -> {
                    List<JsonValue> two = arguments(argument, 2, 2);
                    if (two.isEmpty()) {
                        throw wrong(
                                argument,
                                "Template error: every Fn::Equals object requires a list of 2 string parameters.");
                    }
                    return new Expression.Equals(value(two.getFirst(), path), value(two.getLast(), path));
                }
                default -> {}
            }
        }
        throw wrong(
                value,
                "Template format error: Every Condition member must be a condition function, and [" + path
                        + "] is not: use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition");
    }

    private List<Expression> several(String function, JsonValue argument, String path) {
        List<JsonValue> conditions = arguments(argument, 2, 10);
        if (conditions.isEmpty()) {
            throw wrong(
                    argument,
                    "Template error: every " + function
                            + " object requires a list of at least 2 and at most 10 boolean parameters.");
        }
        return conditions.stream().map(condition -> condition(condition, path)).toList();
    }

    private Expression function(String name, JsonValue argument, String path) {
        return switch (name) {
            case "Ref" -> {
                if (!(argument instanceof JsonValue.Str(String target)) || target.isEmpty()) {
                    throw wrong(argument, "Template error: every Ref object must have a single String value.");
                }
                yield new Expression.Ref(target);
            }
            case "Fn::GetAtt" -> getAtt(argument, path);
            case "Fn::Sub" -> sub(argument, path);
            case "Fn::Join" -> join(argument, path);
            case "Fn::Split" -> split(argument, path);
            case "Fn::Select" -> {
                List<JsonValue> two = arguments(argument, 2, 2);
                if (two.isEmpty()) {
                    throw wrong(
                            argument,
                            "Template error: Fn::Select requires a list argument with two elements: an integer index and a list");
                }
                yield new Expression.Select(value(two.getFirst(), path), value(two.getLast(), path));
            }
            case "Fn::FindInMap" -> {
                List<JsonValue> three = arguments(argument, 3, 3);
                if (three.isEmpty()) {
                    throw wrong(
                            argument,
                            "Template error: every Fn::FindInMap object requires three parameters, the map"
                                    + " name, map key and the attribute for return value");
                }
                yield new Expression.FindInMap(
                        value(three.get(0), path), value(three.get(1), path), value(three.get(2), path));
            }
            case "Fn::Base64" -> new Expression.Base64(value(argument, path));
            case "Fn::GetAZs" -> new Expression.GetAvailabilityZones(value(argument, path));
            case "Fn::ImportValue" -> new Expression.ImportValue(value(argument, path));
            case "Fn::Cidr" -> cidr(argument, path);
            case "Fn::If" -> {
                List<JsonValue> three = arguments(argument, 3, 3);
                if (three.isEmpty() || !(three.getFirst() instanceof JsonValue.Str(String condition))) {
                    throw wrong(
                            argument,
                            "Template error: Fn::If requires a list argument with three elements, the first of"
                                    + " which names a condition");
                }
                yield new Expression.If(condition, value(three.get(1), path), value(three.get(2), path));
            }
            case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not" ->
                throw wrong(
                        argument,
                        "Template error: " + name + " cannot be partially collapsed: it is allowed in the"
                                + " Conditions block only, and stands at [" + path + "]");
            case "Fn::Transform", "Fn::ForEach", "Fn::Length", "Fn::ToJsonString" ->
                throw wrong(
                        argument,
                        name + " needs a transform that Gust does not support yet; it stands at [" + path + "]");
            default ->
                throw wrong(
                        argument,
                        "Template error: Encountered unsupported function: " + name + " Supported functions are: "
                                + SUPPORTED);
        };
    }

    private Expression cidr(JsonValue argument, String path) {
        List<JsonValue> parts = arguments(argument, 2, 3);
        if (parts.isEmpty()) {
            throw wrong(
                    argument,
                    "Template error: every Fn::Cidr object requires two or three parameters, (1) an"
                            + " address block, (2) a count and (3) the number of subnet bits");
        }
        return new Expression.Cidr(
                value(parts.get(0), path),
                value(parts.get(1), path),
                parts.size() == 3 ? Optional.of(value(parts.get(2), path)) : Optional.empty());
    }

    private Expression getAtt(JsonValue argument, String path) {
        if (argument instanceof JsonValue.Str(String text)) {
            int dot = text.indexOf('.');
            if (dot > 0 && dot < text.length() - 1) {
                return new Expression.GetAtt(
                        text.substring(0, dot), new Expression.Literal(JsonValue.of(text.substring(dot + 1))));
            }
        }
        List<JsonValue> two = arguments(argument, 2, 2);
        if (two.isEmpty() || !(two.getFirst() instanceof JsonValue.Str(String logicalId)) || logicalId.isEmpty()) {
            throw wrong(
                    argument,
                    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource"
                            + " name and the resource attribute");
        }
        return new Expression.GetAtt(logicalId, value(two.getLast(), path));
    }

    private Expression join(JsonValue argument, String path) {
        List<JsonValue> two = arguments(argument, 2, 2);
        if (two.isEmpty()
                || !(two.getFirst() instanceof JsonValue.Str(String delimiter))
                || two.getLast() instanceof JsonValue.Str) {
            throw wrong(
                    argument,
                    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and"
                            + " (2) a list of strings to be joined or a function that returns a list of strings (such as"
                            + " Fn::GetAZs) to be joined.");
        }
        return new Expression.Join(delimiter, value(two.getLast(), path));
    }

    private Expression split(JsonValue argument, String path) {
        List<JsonValue> two = arguments(argument, 2, 2);
        if (two.isEmpty() || !(two.getFirst() instanceof JsonValue.Str(String delimiter)) || delimiter.isEmpty()) {
            throw wrong(
                    argument,
                    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and"
                            + " (2) a string to be split or a function that returns a string to be split.");
        }
        return new Expression.Split(delimiter, value(two.getLast(), path));
    }

    private Expression sub(JsonValue argument, String path) {
        if (argument instanceof JsonValue.Str(String text)) {
            return new Expression.Sub(pieces(text, Map.of(), argument), Map.of());
        }
        List<JsonValue> two = arguments(argument, 1, 2);
        if (two.isEmpty()
                || !(two.getFirst() instanceof JsonValue.Str(String text))
                || (two.size() == 2 && !(two.getLast() instanceof JsonValue.Obj))) {
            throw wrong(
                    argument,
                    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments."
                            + " Specify a string as first argument, and an optional second argument to specify a mapping of"
                            + " values to replace in the string");
        }
        Map<String, Expression> variables = two.getLast() instanceof JsonValue.Obj names
                ? members(names, path).members()
                : Map.of();
        return new Expression.Sub(pieces(text, variables, argument), variables);
    }

    private List<Expression.Piece> pieces(String text, Map<String, Expression> variables, JsonValue at) {
        List<Expression.Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf("${", from);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            if (open > from) {
                pieces.add(new Expression.Piece.Text(text.substring(from, open)));
            }
            String name = text.substring(open + 2, close).strip();
            pieces.add(piece(name, variables, at));
            from = close + 1;
        }
        if (from < text.length()) {
            pieces.add(new Expression.Piece.Text(text.substring(from)));
        }
        return pieces;
    }

    private Expression.Piece piece(String name, Map<String, Expression> variables, JsonValue at) {
        if (name.startsWith("!")) {
            return new Expression.Piece.Text("${" + name.substring(1) + "}");
        }
        if (name.isEmpty() || !name.chars().allMatch(ExpressionReader::mayStandInName)) {
            throw wrong(
                    at,
                    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters,"
                            + " underscores, periods, and colons");
        }
        int dot = name.indexOf('.');
        if (variables.containsKey(name) || dot < 0) {
            return new Expression.Piece.Name(name);
        }
        return new Expression.Piece.Attribute(name.substring(0, dot), name.substring(dot + 1));
    }

    private static boolean mayStandInName(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == ':';
    }

    /** The items of a list of an allowed length; nothing where it is no such list. */
    private static List<JsonValue> arguments(JsonValue argument, int fewest, int most) {
        return argument instanceof JsonValue.Array(List<JsonValue> items)
                        && items.size() >= fewest
                        && items.size() <= most
                ? items
                : List.of();
    }

    private TemplateException wrong(JsonValue at, String message) {
        return new TemplateException(message + positions.suffix(at));
    }
}
