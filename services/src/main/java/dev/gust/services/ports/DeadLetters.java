package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the dead letter of a delivery that was given up: the event itself, with the reason as attributes. */
public final class DeadLetters {
    private DeadLetters() {}

    /** Nothing when the event arrived, or when the publisher named no dead-letter target. */
    public static List<Delivery> of(Delivery delivery, Settlement settlement) {
        Arn deadLetter = delivery.deadLetter();
        if (deadLetter == null || !(settlement instanceof Settlement.GaveUp gaveUp)) {
            return List.of();
        }
        Event event = delivery.event();
        Map<String, String> attributes = new LinkedHashMap<>(event.attributes());
        attributes.put("ERROR_CODE", gaveUp.errorCode());
        attributes.put("ERROR_MESSAGE", gaveUp.errorMessage());
        attributes.put("TARGET_ARN", delivery.target().toString());
        attributes.put("RETRY_ATTEMPTS", Integer.toString(Math.max(0, gaveUp.attempts() - 1)));
        if (!gaveUp.reason().condition().isEmpty()) {
            attributes.put("EXHAUSTED_RETRY_CONDITION", gaveUp.reason().condition());
        }
        Event letter =
                new Event(event.id(), event.body(), event.caller(), event.sourceArn(), event.traceHeader(), attributes);
        return List.of(Delivery.of(deadLetter, letter, RetryPolicy.PATIENT));
    }
}
