package dev.gust.services.cloudformation.template;

import java.util.List;
import java.util.Optional;

/** A resource that a template declares. */
public record TemplateResource(
        String logicalId,
        String type,
        Expression.Members properties,
        List<String> dependsOn,
        Optional<String> condition,
        Disposal deletionPolicy,
        Disposal updateReplacePolicy,
        Optional<String> metadata) {
    public TemplateResource {
        dependsOn = List.copyOf(dependsOn);
    }

    /** What happens to the resource behind a logical id that goes away. */
    public enum Disposal {
        DELETE,
        RETAIN,
        /** Kept, except when the stack operation that created it rolls back. */
        RETAIN_EXCEPT_ON_CREATE
    }
}
