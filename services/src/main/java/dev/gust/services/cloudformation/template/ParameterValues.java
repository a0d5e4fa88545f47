package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The values of a template's parameters for one stack: given ones, else the defaults, all within their constraints. */
public final class ParameterValues {
    private ParameterValues() {}

    /** The text of each parameter. */
    public static Map<String, String> resolve(Template template, Map<String, String> given) {
        TreeSet<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(template.parameters().keySet());
        if (!unknown.isEmpty()) {
            throw new TemplateException("Parameters: " + unknown + " do not exist in the template");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (TemplateParameter parameter : template.parameters().values()) {
            Optional<String> text =
                    Optional.ofNullable(given.get(parameter.name())).or(parameter::defaultValue);
            if (text.isEmpty()) {
                missing.add(parameter.name());
            } else {
                check(parameter, text.get());
                texts.put(parameter.name(), text.get());
            }
        }
        if (!missing.isEmpty()) {
            throw new TemplateException("Parameters: " + missing + " must have values");
        }
        return texts;
    }

    /** The values that {@code Ref} gives: lists where the type is one. */
    public static Map<String, JsonValue> values(Template template, Map<String, String> texts) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            TemplateParameter parameter = template.parameters().get(name);
            boolean list = parameter != null && parameter.type().isList();
            values.put(
                    name,
                    list
                            ? JsonValue.array(
                                    items(text).stream().map(JsonValue::of).toList())
                            : JsonValue.of(text));
        });
        return values;
    }

    private static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            items.add(item.strip());
        }
        return items;
    }

    private static void check(TemplateParameter parameter, String text) {
        switch (parameter.type()) {
            case TEXT, NUMBER -> checkItem(parameter, text);
            case TEXTS, NUMBERS -> items(text).forEach(item -> checkItem(parameter, item));
        }
    }

    private static void checkItem(TemplateParameter parameter, String text) {
        TemplateParameter.Constraints constraints = parameter.constraints();
        if (!constraints.allowedValues().isEmpty()
                && !constraints.allowedValues().contains(text)) {
            fail(parameter, "must be one of AllowedValues " + constraints.allowedValues());
        }
        if (parameter.type() == TemplateParameter.Type.NUMBER || parameter.type() == TemplateParameter.Type.NUMBERS) {
            checkNumber(parameter, text);
        } else {
            checkText(parameter, text);
        }
    }

    private static void checkNumber(TemplateParameter parameter, String text) {
        Optional<BigDecimal> number = Scalars.number(JsonValue.of(text));
        if (number.isEmpty()) {
            throw new TemplateException("Parameter '" + parameter.name() + "' must be a number");
        }
        parameter
                .constraints()
                .minimumValue()
                .filter(least -> number.get().compareTo(least) < 0)
                .ifPresent(least -> fail(parameter, "must be a number not less than " + least.toPlainString()));
        parameter
                .constraints()
                .maximumValue()
                .filter(most -> number.get().compareTo(most) > 0)
                .ifPresent(most -> fail(parameter, "must be a number not greater than " + most.toPlainString()));
    }

    private static void checkText(TemplateParameter parameter, String text) {
        TemplateParameter.Constraints constraints = parameter.constraints();
        constraints
                .minimumLength()
                .filter(least -> text.length() < least)
                .ifPresent(least -> fail(parameter, "must contain at least " + least + " characters"));
        constraints
                .maximumLength()
                .filter(most -> text.length() > most)
                .ifPresent(most -> fail(parameter, "must contain at most " + most + " characters"));
        constraints
                .allowedPattern()
                .filter(pattern -> !matches(parameter, pattern, text))
                .ifPresent(pattern -> fail(parameter, "must match pattern " + pattern));
    }

    private static boolean matches(TemplateParameter parameter, String pattern, String text) {
        try {
            return Pattern.matches(pattern, text);
        } catch (PatternSyntaxException e) {
            throw new TemplateException("Template format error: Parameter '" + parameter.name()
                    + "' has an AllowedPattern that is not a regular expression: " + e.getDescription());
        }
    }

    private static void fail(TemplateParameter parameter, String constraint) {
        Optional<String> description = parameter.constraints().description();
        throw new TemplateException(description
                .map(text -> "Parameter " + parameter.name() + " failed to satisfy constraint: " + text)
                .orElse("Parameter '" + parameter.name() + "' " + constraint));
    }
}
