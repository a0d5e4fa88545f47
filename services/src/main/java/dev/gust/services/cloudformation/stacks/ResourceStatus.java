package dev.gust.services.cloudformation.stacks;

/** The statuses of a resource, by AWS's names. */
public enum ResourceStatus {
    CREATE_IN_PROGRESS,
    CREATE_COMPLETE,
    CREATE_FAILED,
    UPDATE_IN_PROGRESS,
    UPDATE_COMPLETE,
    UPDATE_FAILED,
    DELETE_IN_PROGRESS,
    DELETE_COMPLETE,
    DELETE_FAILED,
    DELETE_SKIPPED;

    boolean isInProgress() {
        return this == CREATE_IN_PROGRESS || this == UPDATE_IN_PROGRESS || this == DELETE_IN_PROGRESS;
    }

    boolean isGone() {
        return this == DELETE_COMPLETE || this == DELETE_SKIPPED;
    }
}
