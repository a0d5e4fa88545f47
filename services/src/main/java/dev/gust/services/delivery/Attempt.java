package dev.gust.services.delivery;

import dev.gust.services.delivery.DeliveryRecord.Failure;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.services.ports.Settlement;
import dev.gust.services.ports.Settlement.Reason;
import java.time.Duration;
import java.time.Instant;

/** Decides what becomes of a delivery: plain rules about attempts and ages. */
final class Attempt {
    private static final byte[] NOTHING = {};

    private final DeliverySettings settings;

    Attempt(DeliverySettings settings) {
        this.settings = settings;
    }

    /** What is to be committed about a delivery. */
    sealed interface Next {
        /** Try again then. */
        record Again(Instant at, DeliveryRecord record) implements Next {}

        /** It is over. */
        record Over(Settlement settlement) implements Next {}
    }

    /** Whether the event waited longer than anybody wants it. */
    static boolean tooOld(DeliveryRecord record, RetryPolicy retries, Instant now) {
        return record.accepted().plus(retries.maximumAge()).isBefore(now);
    }

    static Next expired(DeliveryRecord record) {
        return new Next.Over(gaveUp(record, Reason.TOO_OLD, NOTHING));
    }

    Next after(DeliveryRecord record, DeliveryResult result, EventTarget target, Instant now) {
        RetryPolicy retries =
                target.retries(record.delivery().target(), record.delivery().retries());
        return switch (result) {
            case DeliveryResult.Delivered(byte[] answer) ->
                new Next.Over(new Settlement.Delivered(record.attempts() + 1, answer));
            case DeliveryResult.Impossible(String code, String message) ->
                new Next.Over(new Settlement.GaveUp(record.attempts() + 1, Reason.IMPOSSIBLE, code, message, NOTHING));
            case DeliveryResult.Failed(String code, byte[] answer) -> {
                DeliveryRecord failed = record.afterFailure(new Failure(code, "The target failed with " + code + "."));
                yield again(failed, retries, now, retries.pauseAfter(failed.attempts()), answer);
            }
            case DeliveryResult.Later(String reason) -> {
                DeliveryRecord later = record.afterPostponement(new Failure("NOT_READY", reason));
                yield again(later, retries, now, postponement(later.postponements()), NOTHING);
            }
        };
    }

    private static Next again(DeliveryRecord record, RetryPolicy retries, Instant now, Duration pause, byte[] answer) {
        if (record.attempts() >= retries.maximumAttempts()) {
            return new Next.Over(gaveUp(record, Reason.ATTEMPTS_EXHAUSTED, answer));
        }
        Instant at = now.plus(pause);
        if (tooOld(record, retries, at)) {
            return new Next.Over(gaveUp(record, Reason.TOO_OLD, answer));
        }
        return new Next.Again(at, record);
    }

    private Duration postponement(int times) {
        return new RetryPolicy(1, Duration.ZERO, settings.firstPostponement(), settings.longestPostponement())
                .pauseAfter(times);
    }

    private static Settlement gaveUp(DeliveryRecord record, Reason reason, byte[] answer) {
        Failure failure = record.lastError();
        return failure == null
                ? new Settlement.GaveUp(record.attempts(), reason, "NONE", "The event was never tried.", answer)
                : new Settlement.GaveUp(record.attempts(), reason, failure.code(), failure.message(), answer);
    }
}
