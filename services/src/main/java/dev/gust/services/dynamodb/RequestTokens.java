package dev.gust.services.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
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
    private static final int AT_ONCE = 500;
    /** In one round, a second after the last. */
    private static final int STEPS = 20;

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
        transaction.put(keys.tokenTime(now.toEpochMilli(), token), key.toBytes());
        return false;
    }

    /** Drops what needs no remembering any more, in bounded steps, the oldest first. */
    static void forgetOld(OrderedStore store, Instant now) {
        KeyRange old = KeyRange.under(TableKeys.tokenTimes())
                .before(TableKeys.tokenTimes().plus(now.minus(REMEMBERED).toEpochMilli()));
        for (int step = 0; step < STEPS; step++) {
            List<Entry> page = store.scan(Scan.of(old).limit(AT_ONCE)).entries();
            if (page.isEmpty()) {
                return;
            }
            store.write(transaction -> page.forEach(time -> {
                Key token = Key.ofBytes(time.value());
                // It may have been given again since, and then has a later time as well.
                boolean isOld = transaction
                        .get(token, REMEMBERED_CODEC)
                        .filter(remembered -> !remembered.at().plus(REMEMBERED).isAfter(now))
                        .isPresent();
                if (isOld) {
                    transaction.delete(token);
                }
                transaction.delete(time.key());
            }));
        }
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
