package dev.gust.services.cloudformation.stacks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a stack or to one of its resources. */
public record StackEvent(
        String eventId,
        String logicalId,
        @Nullable String physicalId,
        String type,
        Instant at,
        String status,
        @Nullable String reason,
        @Nullable String properties,
        @Nullable String requestToken) {}
