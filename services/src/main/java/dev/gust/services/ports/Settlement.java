package dev.gust.services.ports;

/** How a delivery ended for good, after so many attempts. */
public sealed interface Settlement {
    int attempts();

    /** The target has it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Delivered(int attempts, byte[] answer) implements Settlement {}

    /**
     * The target does not have it and will not.
     *
     * @param answer what the target said last; empty when it said nothing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record GaveUp(int attempts, Reason reason, String errorCode, String errorMessage, byte[] answer)
            implements Settlement {}

    /** Why a delivery was given up; the texts are those that AWS writes into dead letters. */
    enum Reason {
        ATTEMPTS_EXHAUSTED("MaximumRetryAttempts"),
        TOO_OLD("MaximumEventAgeInSeconds"),
        IMPOSSIBLE("");

        private final String condition;

        Reason(String condition) {
            this.condition = condition;
        }

        /** The value of {@code EXHAUSTED_RETRY_CONDITION}; empty when no retry was allowed. */
        public String condition() {
            return condition;
        }
    }
}
