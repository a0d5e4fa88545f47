package dev.gust.services.lambda.sources;

/** Runs a mapping's function on a batch. */
public interface BatchInvoker {
    Answer invoke(String functionArn, String requestId, byte[] payload);

    /** What came of it. */
    sealed interface Answer {
        /** The handler answered. */
        @SuppressWarnings("ArrayRecordComponent")
        record Returned(byte[] payload, String version) implements Answer {}

        /** The handler failed. */
        record Failed(String version) implements Answer {}

        /** The function cannot run now: throttled, deleted, not to be started. */
        record NotNow(String reason) implements Answer {}
    }
}
