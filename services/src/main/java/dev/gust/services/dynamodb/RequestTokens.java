package dev.gust.services.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.dynamodb.IdempotentParameterMismatchException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tokens by which a repeated transaction is known, remembered in the commit that they stand for. */
final class RequestTokens {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Clock clock;

    RequestTokens(Clock clock) {
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Remembered(Instant at, byte[] digest) {}

    private static final Codec<Remembered> REMEMBERED_CODEC = Codec.of(
            3,
            1,
            (out, remembered) -> out.instant(remembered.at()).bytes(remembered.digest()),
            in -> new Remembered(in.instant(), in.bytes()));

    /** Whether this request was committed before; if not, it is remembered with the transaction. */
    boolean isRepeated(Transaction transaction, TableKeys keys, String token, byte[] digest) {
        Key key = keys.token(token);
        Instant now = clock.instant();
        Optional<Remembered> earlier = transaction.get(key, REMEMBERED_CODEC);
        if (earlier.isPresent() && earlier.get().at().plus(REMEMBERED).isAfter(now)) {
            if (!Arrays.equals(earlier.get().digest(), digest)) {
                throw new IdempotentParameterMismatchException(
                        "Rejected transaction because of ClientRequestToken reuse with different parameters");
            }
            return true;
        }
        transaction.put(key, REMEMBERED_CODEC, new Remembered(now, digest));
        return false;
    }

    /** When a token may be forgotten. */
    static boolean isForgotten(byte[] stored, Instant now) {
        return !REMEMBERED_CODEC.decode(stored).at().plus(REMEMBERED).isAfter(now);
    }

    /** What says that two requests are the same. */
    static byte[] digest(List<String> actions) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String action : actions) {
                digest.update(action.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
