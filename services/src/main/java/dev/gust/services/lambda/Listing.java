package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, and the marker of the next. A marker holds the last key: a caller may keep it as long as it likes,
 * and what was deleted or added meanwhile neither repeats nor hides others.
 */
record Listing<T>(List<T> items, @Nullable String nextMarker) {
    static final int DEFAULT_SIZE = 50;

    static <T> Listing<T> of(
            Reader reader, Key parent, Codec<T> codec, @Nullable String marker, @Nullable Integer maxItems) {
        return of(reader, parent, entry -> codec.decode(entry.value()), marker, maxItems);
    }

    /** As above, of what needs its key to be told. */
    static <T> Listing<T> of(
            Reader reader, Key parent, Function<Entry, T> told, @Nullable String marker, @Nullable Integer maxItems) {
        KeyRange range = KeyRange.under(parent);
        if (marker != null) {
            range = range.after(lastKey(parent, marker));
        }
        int limit = Math.clamp(maxItems == null ? DEFAULT_SIZE : maxItems, 1, DEFAULT_SIZE);
        Page page = reader.scan(Scan.of(range).limit(limit));
        List<T> items = new ArrayList<>(page.entries().size());
        for (Entry entry : page.entries()) {
            items.add(told.apply(entry));
        }
        boolean more = page.rest()
                .map(rest -> !reader.scan(Scan.of(rest).limit(1)).isEmpty())
                .orElse(false);
        String next = more ? marker(page.entries().getLast().key()) : null;
        return new Listing<>(items, next);
    }

    private static String marker(Key key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes());
    }

    private static Key lastKey(Key parent, String marker) {
        try {
            Key key = Key.ofBytes(Base64.getUrlDecoder().decode(marker));
            if (key.startsWith(parent)) {
                return key;
            }
        } catch (IllegalArgumentException notOurs) {
            throw invalid();
        }
        throw invalid();
    }

    private static RuntimeException invalid() {
        return LambdaErrors.invalid("Invalid marker: it does not come from an earlier answer of this operation.");
    }
}
