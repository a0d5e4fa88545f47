package dev.gust.services.ports.policy;

/** Where a policy is attached, which decides what its statements must and must not name. */
public enum PolicyKind {
    /** To a user, group or role: names resources and no principals. */
    IDENTITY,
    /** To a resource: names principals. */
    RESOURCE,
    /** To a role, saying who may assume it: names principals and no resources. */
    TRUST
}
