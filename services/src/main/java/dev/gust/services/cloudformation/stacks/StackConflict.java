package dev.gust.services.cloudformation.stacks;

/** A request that the stack's state forbids. */
public final class StackConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, so that the caller can be answered with the right error. */
    public enum Kind {
        EXISTS,
        MISSING,
        STATUS,
        PROTECTED,
        NO_CHANGES
    }

    private final Kind kind;

    StackConflict(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
