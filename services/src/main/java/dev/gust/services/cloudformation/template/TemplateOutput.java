package dev.gust.services.cloudformation.template;

import java.util.Optional;

/** An output that a template declares. */
public record TemplateOutput(
        String name,
        Expression value,
        Optional<String> description,
        Optional<Expression> exportName,
        Optional<String> condition) {}
