package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives expressions their values. Not for several threads. */
public final class Evaluator {
    private final Template template;
    private final PseudoParameters pseudo;
    private final Map<String, JsonValue> parameters;
    private final Lookup lookup;
    private final Map<String, Boolean> conditions = new HashMap<>();

    public Evaluator(Template template, PseudoParameters pseudo, Map<String, JsonValue> parameters, Lookup lookup) {
        this.template = template;
        this.pseudo = pseudo;
        this.parameters = Map.copyOf(parameters);
        this.lookup = lookup;
    }

    /** Whether a named condition of the template holds. */
    public boolean holds(String condition) {
        Boolean known = conditions.get(condition);
        if (known == null) {
            Expression expression = template.conditions().get(condition);
            if (expression == null) {
                throw new TemplateException("Template format error: Unresolved condition dependency " + condition);
            }
            known = truth(expression);
            conditions.put(condition, known);
        }
        return known;
    }

    private boolean truth(Expression expression) {
        return switch (expression) {
            case Expression.And(var all) -> all.stream().allMatch(this::truth);
            case Expression.Or(var any) -> any.stream().anyMatch(this::truth);
            case Expression.Not(var condition) -> !truth(condition);
            case Expression.ConditionNamed(String name) -> holds(name);
            case Expression.Equals(var left, var right) -> comparable(left).equals(comparable(right));
            default -> throw new IllegalStateException("the reader lets only conditions through");
        };
    }

    /** CloudFormation compares text: {@code true} equals {@code "true"}. */
    private JsonValue comparable(Expression expression) {
        JsonValue value = evaluate(expression).orElse(new JsonValue.Null());
        return Scalars.text(value).map(JsonValue::of).orElse(value);
    }

    /** The value; nothing when it is {@code AWS::NoValue}. */
    public Optional<JsonValue> evaluate(Expression expression) {
        return switch (expression) {
            case Expression.Literal(JsonValue value) -> Optional.of(literal(value));
            case Expression.Items(var items) -> {
                List<JsonValue> values = new ArrayList<>();
                items.forEach(item -> evaluate(item).ifPresent(values::add));
                yield Optional.of(new JsonValue.Array(values));
            }
            case Expression.Members members -> Optional.of(members(members));
            case Expression.Ref(String name) ->
                name.equals(PseudoParameters.NO_VALUE) ? Optional.empty() : Optional.of(ref(name));
            case Expression.GetAtt(String logicalId, var attribute) ->
                Optional.of(lookup.attribute(logicalId, text(attribute, "Fn::GetAtt")));
            case Expression.Sub sub -> Optional.of(sub(sub));
            case Expression.Join(String delimiter, var items) -> Optional.of(join(delimiter, items));
            case Expression.Split(String delimiter, var text) -> Optional.of(split(delimiter, text));
            case Expression.Select(var index, var items) -> Optional.of(select(index, items));
            case Expression.FindInMap(var map, var key, var attribute) -> Optional.of(find(map, key, attribute));
            case Expression.Base64(var text) -> Optional.of(base64(text));
            case Expression.GetAvailabilityZones(var region) -> Optional.of(zones(region));
            case Expression.Cidr(var block, var count, var bits) -> Optional.of(cidr(block, count, bits));
            case Expression.ImportValue(var name) -> Optional.of(imported(name));
            case Expression.If(String condition, var then, var otherwise) ->
                evaluate(holds(condition) ? then : otherwise);
            case Expression.Equals _,
                    Expression.And _,
                    Expression.Or _,
                    Expression.Not _,
                    Expression.ConditionNamed _ -> Optional.of(JsonValue.of(truth(expression)));
        };
    }

    /** The value of members without those that are {@code AWS::NoValue}. */
    public JsonValue.Obj members(Expression.Members members) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        members.members().forEach((name, value) -> evaluate(value).ifPresent(known -> values.put(name, known)));
        return new JsonValue.Obj(values);
    }

    private static JsonValue literal(JsonValue value) {
        if (value instanceof JsonValue.Str(String text) && text.contains("{{resolve:")) {
            throw new TemplateException("Dynamic references are not supported by Gust yet: " + text);
        }
        return value;
    }

    private JsonValue ref(String name) {
        JsonValue parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        return pseudo.value(name).orElseGet(() -> lookup.reference(name));
    }

    private String text(Expression expression, String function) {
        return evaluate(expression)
                .flatMap(Scalars::text)
                .orElseThrow(() -> new TemplateException(
                        "Template error: every " + function + " object must be given a string where it expects one."));
    }

    private List<JsonValue> list(Expression expression, String problem) {
        Optional<JsonValue> value = evaluate(expression);
        if (value.isPresent() && value.get() instanceof JsonValue.Array(List<JsonValue> items)) {
            return items;
        }
        if (value.isPresent() && Unknown.isIn(value.get())) {
            return List.of(value.get());
        }
        throw new TemplateException(problem);
    }

    private JsonValue sub(Expression.Sub sub) {
        StringBuilder text = new StringBuilder();
        for (Expression.Piece piece : sub.pieces()) {
            text.append(
                    switch (piece) {
                        case Expression.Piece.Text(String plain) -> plain;
                        case Expression.Piece.Name(String name) -> {
                            Expression own = sub.variables().get(name);
                            yield subText(own == null ? Optional.of(ref(name)) : evaluate(own), name);
                        }
                        case Expression.Piece.Attribute(String logicalId, String attribute) ->
                            subText(Optional.of(lookup.attribute(logicalId, attribute)), logicalId + "." + attribute);
                    });
        }
        return literal(JsonValue.of(text.toString()));
    }

    private static String subText(Optional<JsonValue> value, String name) {
        return value.flatMap(Scalars::text)
                .orElseThrow(() -> new TemplateException(
                        "Template error: Fn::Sub expressions must not refer to values that are not strings: " + name));
    }

    private JsonValue join(String delimiter, Expression items) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : list(
                items,
                "Template error: every Fn::Join object requires two parameters, (1) a string delimiter"
                        + " and (2) a list of strings to be joined or a function that returns a list of strings (such as"
                        + " Fn::GetAZs) to be joined.")) {
            texts.add(Scalars.text(item)
                    .orElseThrow(() ->
                            new TemplateException("Template error: every Fn::Join object requires a list of strings"
                                    + " to be joined, and one item is not a string")));
        }
        return JsonValue.of(String.join(delimiter, texts));
    }

    private JsonValue split(String delimiter, Expression text) {
        String whole = text(text, "Fn::Split");
        if (Unknown.isIn(whole)) {
            return JsonValue.of(whole);
        }
        List<JsonValue> parts = new ArrayList<>();
        int from = 0;
        for (int at = whole.indexOf(delimiter); at >= 0; at = whole.indexOf(delimiter, from)) {
            parts.add(JsonValue.of(whole.substring(from, at)));
            from = at + delimiter.length();
        }
        parts.add(JsonValue.of(whole.substring(from)));
        return new JsonValue.Array(parts);
    }

    private JsonValue select(Expression indexExpression, Expression items) {
        String problem =
                "Template error: Fn::Select requires a list argument with two elements: an integer index and a list";
        JsonValue indexValue = evaluate(indexExpression).orElseThrow(() -> new TemplateException(problem));
        List<JsonValue> list = list(items, problem);
        BigDecimal index = Scalars.number(indexValue).orElseThrow(() -> new TemplateException(problem));
        if (index.signum() >= 0 && index.compareTo(BigDecimal.valueOf(list.size())) < 0) {
            return list.get(index.intValue());
        }
        // The list itself may be what is not known yet.
        return list.stream()
                .filter(Unknown::isIn)
                .findFirst()
                .orElseThrow(() ->
                        new TemplateException("Template error: Fn::Select cannot select nonexistent value at index "
                                + index.toPlainString()));
    }

    private JsonValue find(Expression mapExpression, Expression keyExpression, Expression attributeExpression) {
        String map = text(mapExpression, "Fn::FindInMap");
        String key = text(keyExpression, "Fn::FindInMap");
        String attribute = text(attributeExpression, "Fn::FindInMap");
        return Optional.ofNullable(template.mappings().get(map))
                .flatMap(mapping -> mapping.get(key))
                .flatMap(attributes -> ((JsonValue.Obj) attributes).get(attribute))
                .orElseThrow(() -> new TemplateException(
                        "Template error: Unable to get mapping for " + map + "::" + key + "::" + attribute));
    }

    private JsonValue base64(Expression expression) {
        String text = evaluate(expression)
                .flatMap(Scalars::text)
                .orElseThrow(() -> new TemplateException(
                        "Template error: every Fn::Base64 object must have a String-typed value."));
        return Unknown.isIn(text)
                ? JsonValue.of(text)
                : JsonValue.of(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonValue zones(Expression expression) {
        String given = text(expression, "Fn::GetAZs");
        String region = given.isEmpty() ? pseudo.region() : given;
        return new JsonValue.Array(
                List.of(JsonValue.of(region + "a"), JsonValue.of(region + "b"), JsonValue.of(region + "c")));
    }

    private JsonValue cidr(
            Expression blockExpression, Expression countExpression, Optional<Expression> bitsExpression) {
        JsonValue block = evaluate(blockExpression).orElse(JsonValue.of(""));
        if (Unknown.isIn(block)) {
            return block;
        }
        int count = cidrNumber(countExpression);
        Optional<Integer> bits = bitsExpression.map(this::cidrNumber);
        return new JsonValue.Array(CidrBlocks.split(Scalars.text(block).orElse(""), count, bits).stream()
                .map(JsonValue::of)
                .toList());
    }

    private int cidrNumber(Expression expression) {
        return evaluate(expression)
                .flatMap(Scalars::number)
                .filter(number -> number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(256)) <= 0)
                .map(BigDecimal::intValue)
                .orElseThrow(() -> new TemplateException(
                        "Template error: every Fn::Cidr object requires numbers between 1 and 256 for count and bits"));
    }

    private JsonValue imported(Expression expression) {
        String name = text(expression, "Fn::ImportValue");
        if (Unknown.isIn(name)) {
            throw new TemplateException(
                    "Template error: the attribute in Fn::ImportValue must not depend on any resources,"
                            + " imported values, or Fn::GetAZs");
        }
        return JsonValue.of(
                lookup.exported(name).orElseThrow(() -> new TemplateException("No export named " + name + " found.")));
    }
}
