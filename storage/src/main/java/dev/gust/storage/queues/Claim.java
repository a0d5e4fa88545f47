package dev.gust.storage.queues;

import dev.gust.storage.Transaction;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * What to claim.
 *
 * @param most how many messages at most
 * @param duration how long nobody else can claim them
 * @param mostClaims after so many claims without acknowledgement a message is exhausted, and not claimed again
 * @param onExhausted takes an exhausted message over, in the transaction that removes it
 */
public record Claim(int most, Duration duration, int mostClaims, BiConsumer<Transaction, byte[]> onExhausted) {
    public Claim {
        if (most < 1 || mostClaims < 1) {
            throw new IllegalArgumentException("a claim is for one message at least, and a message for one claim");
        }
    }

    /** Messages are never exhausted. */
    public static Claim of(int most, Duration duration) {
        return new Claim(most, duration, Integer.MAX_VALUE, (tx, body) -> {});
    }

    public Claim exhaustedAfter(int claims, BiConsumer<Transaction, byte[]> taker) {
        return new Claim(most, duration, claims, taker);
    }

    boolean isExhausted(int claims) {
        return claims >= mostClaims;
    }
}
