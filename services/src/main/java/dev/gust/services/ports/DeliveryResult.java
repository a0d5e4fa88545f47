package dev.gust.services.ports;

/** What a target said of an event. */
public sealed interface DeliveryResult {
    /** The target has it; the answer is what a destination may be told (empty for most targets). */
    @SuppressWarnings("ArrayRecordComponent")
    record Delivered(byte[] answer) implements DeliveryResult {}

    /** The target ran and failed; counts as an attempt. The answer is the error as the target tells it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(String errorCode, byte[] answer) implements DeliveryResult {}

    /** Not now (throttled, not ready): tried again with back-off until the event is too old; not an attempt. */
    record Later(String reason) implements DeliveryResult {}

    /** Never: no such target or no permission. Goes to the dead-letter target at once. */
    record Impossible(String errorCode, String message) implements DeliveryResult {}
}
