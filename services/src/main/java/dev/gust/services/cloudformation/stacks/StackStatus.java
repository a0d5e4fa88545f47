package dev.gust.services.cloudformation.stacks;

/** The statuses of a stack, by AWS's names. */
public enum StackStatus {
    REVIEW_IN_PROGRESS,
    CREATE_IN_PROGRESS,
    CREATE_COMPLETE,
    CREATE_FAILED,
    ROLLBACK_IN_PROGRESS,
    ROLLBACK_COMPLETE,
    ROLLBACK_FAILED,
    UPDATE_IN_PROGRESS,
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
    UPDATE_COMPLETE,
    UPDATE_FAILED,
    UPDATE_ROLLBACK_IN_PROGRESS,
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
    UPDATE_ROLLBACK_COMPLETE,
    UPDATE_ROLLBACK_FAILED,
    DELETE_IN_PROGRESS,
    DELETE_COMPLETE,
    DELETE_FAILED;

    /** Whether an operation is at work (a stack in review waits for its caller). */
    public boolean isRunning() {
        return this != REVIEW_IN_PROGRESS && name().endsWith("_IN_PROGRESS");
    }

    /** Whether the stack may be updated from here. */
    public boolean mayUpdate() {
        return switch (this) {
            case CREATE_COMPLETE, UPDATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, UPDATE_FAILED -> true;
            case REVIEW_IN_PROGRESS,
                    CREATE_IN_PROGRESS,
                    CREATE_FAILED,
                    ROLLBACK_IN_PROGRESS,
                    ROLLBACK_COMPLETE,
                    ROLLBACK_FAILED,
                    UPDATE_IN_PROGRESS,
                    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
                    UPDATE_ROLLBACK_IN_PROGRESS,
                    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
                    UPDATE_ROLLBACK_FAILED,
                    DELETE_IN_PROGRESS,
                    DELETE_COMPLETE,
                    DELETE_FAILED -> false;
        };
    }
}
