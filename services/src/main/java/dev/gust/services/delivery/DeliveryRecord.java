package dev.gust.services.delivery;

import dev.gust.base.Arn;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is stored while it waits.
 *
 * @param attempts made so far that counted
 * @param postponements how often the target was not ready; they only lengthen the pause
 * @param lastError of the last attempt, told in the dead letter
 */
record DeliveryRecord(
        Delivery delivery,
        Instant accepted,
        int attempts,
        int postponements,
        @Nullable Failure lastError) {
    /** Why an attempt failed. */
    record Failure(String code, String message) {}

    /** Bodies are stored apart, as they stay the same from attempt to attempt. */
    static final Codec<DeliveryRecord> CODEC = Codec.of(1, 1, DeliveryRecord::write, DeliveryRecord::read);

    private static final byte[] APART = {};

    DeliveryRecord withBody(byte[] body) {
        Event event = delivery.event();
        Event whole =
                new Event(event.id(), body, event.caller(), event.sourceArn(), event.traceHeader(), event.attributes());
        return new DeliveryRecord(
                new Delivery(delivery.target(), whole, delivery.retries(), delivery.deadLetter()),
                accepted,
                attempts,
                postponements,
                lastError);
    }

    DeliveryRecord afterFailure(Failure failure) {
        return new DeliveryRecord(delivery, accepted, attempts + 1, 0, failure);
    }

    DeliveryRecord afterPostponement(Failure reason) {
        return new DeliveryRecord(delivery, accepted, attempts, postponements + 1, reason);
    }

    private static void write(ValueWriter out, DeliveryRecord record) {
        Delivery delivery = record.delivery;
        Event event = delivery.event();
        RetryPolicy retries = delivery.retries();
        out.text(delivery.target().toString()).text(event.id()).text(event.caller());
        out.optionalText(text(event.sourceArn())).optionalText(event.traceHeader());
        out.texts(event.attributes());
        out.number(retries.maximumAttempts()).number(retries.maximumAge().toMillis());
        out.number(retries.firstPause().toMillis())
                .number(retries.longestPause().toMillis());
        out.optionalText(text(delivery.deadLetter()));
        out.instant(record.accepted).number(record.attempts).number(record.postponements);
        out.optional(
                record.lastError,
                (writer, failure) -> writer.text(failure.code()).text(failure.message()));
    }

    private static DeliveryRecord read(ValueReader in) {
        Arn target = arn(in.text());
        String id = in.text();
        String caller = in.text();
        String source = in.optionalText();
        Event event =
                new Event(id, APART, caller, source == null ? null : arn(source), in.optionalText(), in.textMap());
        RetryPolicy retries = new RetryPolicy(
                (int) in.number(),
                Duration.ofMillis(in.number()),
                Duration.ofMillis(in.number()),
                Duration.ofMillis(in.number()));
        String deadLetter = in.optionalText();
        Delivery delivery = new Delivery(target, event, retries, deadLetter == null ? null : arn(deadLetter));
        return new DeliveryRecord(
                delivery,
                in.instant(),
                (int) in.number(),
                (int) in.number(),
                in.optional(reader -> new Failure(reader.text(), reader.text())));
    }

    private static @Nullable String text(@Nullable Arn arn) {
        return arn == null ? null : arn.toString();
    }

    private static Arn arn(String text) {
        return Arn.parse(text).orElseThrow(() -> new IllegalStateException("a stored ARN is none: " + text));
    }
}
