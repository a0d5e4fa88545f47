package dev.gust.services.cloudformation.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A parameter that a template declares. */
public record TemplateParameter(
        String name,
        Type type,
        String typeText,
        Optional<String> defaultValue,
        boolean noEcho,
        Optional<String> description,
        Constraints constraints) {

    /** What values may be. */
    public enum Type {
        TEXT,
        NUMBER,
        NUMBERS,
        TEXTS;

        boolean isList() {
            return this == NUMBERS || this == TEXTS;
        }
    }

    /** What the template demands of a value beyond its type. */
    public record Constraints(
            List<String> allowedValues,
            Optional<String> allowedPattern,
            Optional<Integer> minimumLength,
            Optional<Integer> maximumLength,
            Optional<BigDecimal> minimumValue,
            Optional<BigDecimal> maximumValue,
            Optional<String> description) {
        public Constraints {
            allowedValues = List.copyOf(allowedValues);
        }
    }
}
