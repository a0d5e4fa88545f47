package dev.gust.services.cloudformation.stacks;

import dev.gust.services.cloudformation.template.PropertyChanges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation means to do to a resource.
 *
 * @param properties which change, where the action is to modify
 * @param tagsChange whether the stack's own tags differ, for a type that has tags
 */
public record ResourceChange(
        Action action,
        String logicalId,
        String type,
        @Nullable String physicalId,
        Replacement replacement,
        List<PropertyChanges.Change> properties,
        boolean tagsChange) {
    public ResourceChange {
        properties = List.copyOf(properties);
    }

    /** What is done. */
    public enum Action {
        ADD,
        MODIFY,
        REMOVE
    }

    /** Whether a modification makes a new resource. */
    public enum Replacement {
        NEVER,
        /** Depends on values that are known only when other resources have been made. */
        CONDITIONAL,
        ALWAYS
    }
}
