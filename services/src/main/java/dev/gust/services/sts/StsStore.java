package dev.gust.services.sts;

import dev.gust.services.sts.TemporaryKey.Restrictions;
import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import dev.gust.storage.TransactionBody;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import dev.gust.wire.operation.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Temporary keys by their id, and their ids by expiration. Ids are looked up before an account is known, so account and
 * region are empty in these keys.
 */
final class StsStore {
    private static final Key KEYS = Key.of(KeySpace.CHURN, "", "", "sts", "keys");
    private static final Key EXPIRATIONS = Key.of(KeySpace.CHURN, "", "", "sts", "expirations");

    private static final Codec<TemporaryKey> TEMPORARY_KEY = Codec.of(1, 1, StsStore::write, StsStore::read);

    private final OrderedStore store;

    StsStore(OrderedStore store) {
        this.store = store;
    }

    Optional<TemporaryKey> find(String accessKeyId) {
        return store.get(KEYS.plus(accessKeyId), TEMPORARY_KEY);
    }

    void add(Transaction transaction, TemporaryKey key) {
        transaction.put(KEYS.plus(key.id()), TEMPORARY_KEY, key);
        transaction.put(expiration(key.expiration()).plus(key.id()), new byte[0]);
    }

    /** Removes some of those that expired before a time. */
    void removeExpired(Transaction transaction, Instant before, int limit) {
        KeyRange past = new KeyRange(EXPIRATIONS, expiration(before));
        // Read outside the conditions: that others remove the same ones at the same time does no harm.
        List<Entry> expired =
                transaction.snapshot().scan(Scan.of(past).limit(limit)).entries();
        for (Entry entry : expired) {
            var parts = entry.key().partsAfter(EXPIRATIONS);
            parts.number();
            transaction.delete(KEYS.plus(parts.text()));
            transaction.delete(entry.key());
        }
    }

    <T> T transact(TransactionBody<T> body) {
        return store.transact(body);
    }

    private static Key expiration(Instant time) {
        return EXPIRATIONS.plus(time.getEpochSecond());
    }

    private static void write(ValueWriter out, TemporaryKey key) {
        Principal principal = key.principal();
        Restrictions restrictions = key.restrictions();
        out.text(key.id())
                .text(key.secret())
                .text(key.token())
                .text(principal.kind().name())
                .text(principal.account())
                .text(principal.arn())
                .text(principal.userId())
                .instant(key.expiration())
                .texts(restrictions.policies())
                .texts(restrictions.policyArns())
                .texts(restrictions.tags())
                .texts(restrictions.transitiveTags())
                .optionalText(restrictions.sourceIdentity());
    }

    private static TemporaryKey read(ValueReader in) {
        String id = in.text();
        return new TemporaryKey(
                id,
                in.text(),
                in.text(),
                new Principal(Principal.Kind.valueOf(in.text()), in.text(), in.text(), in.text(), id),
                in.instant(),
                new Restrictions(in.texts(), in.texts(), in.textMap(), in.texts(), in.optionalText()));
    }
}
