package dev.gust.services.ports.resources;

/**
 * Creates, changes and deletes the resources of one CloudFormation type. It lives beside the service that owns them.
 *
 * <p>The engine has checked the properties against the {@link #schema()} before it calls: unknown names, missing
 * ones and wrong types never arrive, intrinsic functions are evaluated, and scalars have the type that the schema
 * says. What only the service can judge is refused with {@link ResourceException}, and so is a combination that the
 * service does not support yet: it is never accepted in silence.
 *
 * <p><b>Calls may come twice.</b> The engine records a step before it calls and again after; when the process dies in
 * between, it calls again with the same {@link ResourceContext#clientToken()} and {@link ResourceContext#resumed()}
 * true. A handler then finds what the first call made (by the generated name, or by the tags of
 * {@link ResourceContext#tags()}) and answers with it, rather than making a second one or failing because it exists.
 *
 * <p>Calls come on virtual threads, several at once for different resources, and may block.
 */
public interface ResourceHandler {
    ResourceSchema schema();

    /** Makes the resource and waits until it can be used. */
    ResourceState create(ResourceContext context, ResourceProperties properties);

    /**
     * Changes the resource in place. Called only when no property that demands a replacement has changed. Setting
     * again what is set already succeeds. An answer with another physical id says that a new resource took the place of the
     * one before, which the engine then deletes.
     */
    ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after);

    /** Deletes the resource; one that is gone already is a success. */
    void delete(ResourceContext context, String physicalId, ResourceProperties properties);

    /**
     * Whether the change needs a new resource although no property marked as replacing has changed: for types where
     * that depends on the values.
     */
    default boolean replaces(ResourceProperties before, ResourceProperties after) {
        return false;
    }
}
