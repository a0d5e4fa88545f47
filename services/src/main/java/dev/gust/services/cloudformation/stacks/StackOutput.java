package dev.gust.services.cloudformation.stacks;

import org.jspecify.annotations.Nullable;

/** The value of an output. */
public record StackOutput(
        String key,
        String value,
        @Nullable String description,
        @Nullable String exportName) {}
