package dev.gust.services.cloudformation.stacks;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.TemplateResource;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource of a stack.
 *
 * @param physicalId none until it has been created
 * @param operation the operation that last changed it
 * @param step what that operation does or did to it
 * @param token the same for every call of that step
 * @param properties as the handler was given them
 * @param before what the resource was before the operation, for its rollback; none if it was not
 */
public record StackResource(
        String logicalId,
        String type,
        @Nullable String physicalId,
        ResourceStatus status,
        @Nullable String reason,
        Instant updated,
        String operation,
        Step step,
        String token,
        JsonValue.Obj properties,
        Map<String, JsonValue> attributes,
        Set<String> dependsOn,
        TemplateResource.Disposal deletionPolicy,
        TemplateResource.Disposal updateReplacePolicy,
        @Nullable String metadata,
        @Nullable StackResource before) {
    public StackResource {
        attributes = Map.copyOf(attributes);
        dependsOn = Set.copyOf(dependsOn);
    }

    /** What an operation does to a resource. */
    public enum Step {
        CREATE,
        UPDATE,
        REPLACE,
        DELETE
    }

    StackResource with(ResourceStatus changed, @Nullable String because, Instant at) {
        return new StackResource(
                logicalId,
                type,
                physicalId,
                changed,
                because,
                at,
                operation,
                step,
                token,
                properties,
                attributes,
                dependsOn,
                deletionPolicy,
                updateReplacePolicy,
                metadata,
                before);
    }

    StackResource withState(String id, Map<String, JsonValue> values) {
        return new StackResource(
                logicalId,
                type,
                id,
                status,
                reason,
                updated,
                operation,
                step,
                token,
                properties,
                values,
                dependsOn,
                deletionPolicy,
                updateReplacePolicy,
                metadata,
                before);
    }

    /** The same taken up by another operation for a step of its own. */
    StackResource taken(String by, Step next, String withToken) {
        return new StackResource(
                logicalId,
                type,
                physicalId,
                status,
                reason,
                updated,
                by,
                next,
                withToken,
                properties,
                attributes,
                dependsOn,
                deletionPolicy,
                updateReplacePolicy,
                metadata,
                before);
    }

    StackResource withBefore(@Nullable StackResource earlier) {
        return new StackResource(
                logicalId,
                type,
                physicalId,
                status,
                reason,
                updated,
                operation,
                step,
                token,
                properties,
                attributes,
                dependsOn,
                deletionPolicy,
                updateReplacePolicy,
                metadata,
                earlier);
    }

    /** The physical id, where the step that is under way implies that there is one. */
    String existingId() {
        if (physicalId == null) {
            throw new IllegalStateException("resource " + logicalId + " has no physical id");
        }
        return physicalId;
    }
}
