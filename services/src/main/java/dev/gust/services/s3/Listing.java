package dev.gust.services.s3;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket in the order of keys. With a delimiter, keys that share what is before it are told once, as a common
 * prefix, and skipped in one step: a folder of a million objects costs as much as one of two.
 */
final class Listing {
    private final Reader reader;
    private final Key parent;
    private final String prefix;
    private final String delimiter;
    private final int limit;

    private final List<Found> found = new ArrayList<>();
    private final List<String> commonPrefixes = new ArrayList<>();

    /** An object under its key. */
    record Found(String key, ObjectRecord object) {}

    /** What a page holds, and the last key or common prefix in it when there is more. */
    record Result(List<Found> objects, List<String> commonPrefixes, Optional<String> last) {}

    private Listing(Reader reader, Key parent, String prefix, String delimiter, int limit) {
        this.reader = reader;
        this.parent = parent;
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.limit = limit;
    }

    /** Lists what follows {@code after}, which is a key or, when it ends with the delimiter, a common prefix. */
    static Result page(
            Reader reader, Key parent, String prefix, Optional<String> delimiter, Optional<String> after, int limit) {
        return new Listing(reader, parent, prefix, delimiter.orElse(""), limit).run(after.orElse(""));
    }

    private Result run(String after) {
        if (limit == 0) {
            return new Result(List.of(), List.of(), Optional.empty());
        }
        KeyRange range = start(after);
        String last = "";
        while (true) {
            Page page = reader.scan(Scan.of(range).limit(Math.min(1_000, limit + 1)));
            KeyRange jump = null;
            for (Entry entry : page.entries()) {
                if (found.size() + commonPrefixes.size() == limit) {
                    return new Result(found, commonPrefixes, Optional.of(last));
                }
                String key = entry.key().partsAfter(parent).text();
                int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                if (end < 0) {
                    found.add(new Found(key, ObjectRecord.CODEC.decode(entry.value())));
                    last = key;
                } else {
                    last = key.substring(0, end + delimiter.length());
                    commonPrefixes.add(last);
                    jump = range.startingAt(KeyRange.textPrefix(parent, last).to());
                    break;
                }
            }
            if (jump != null) {
                range = jump;
            } else if (page.rest().isPresent()) {
                range = page.rest().get();
            } else {
                return new Result(found, commonPrefixes, Optional.empty());
            }
            if (range.isEmpty()) {
                return new Result(found, commonPrefixes, Optional.empty());
            }
        }
    }

    private KeyRange start(String after) {
        KeyRange range = prefix.isEmpty() ? KeyRange.under(parent) : KeyRange.textPrefix(parent, prefix);
        if (after.isEmpty()) {
            return range;
        }
        boolean commonPrefix = !delimiter.isEmpty()
                && after.startsWith(prefix)
                && after.length() > prefix.length()
                && after.endsWith(delimiter)
                && after.indexOf(delimiter, prefix.length()) == after.length() - delimiter.length();
        return commonPrefix
                ? range.startingAt(KeyRange.textPrefix(parent, after).to())
                : range.after(parent.plus(after));
    }
}
