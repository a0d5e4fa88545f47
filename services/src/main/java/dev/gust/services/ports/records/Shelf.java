package dev.gust.services.ports.records;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records of one type below one key, each under its id. For collections of hundreds, which are listed whole. */
public record Shelf<T>(Key parent, Codec<T> codec) {
    public Optional<T> get(Reader reader, String id) {
        return reader.get(parent.plus(id), codec);
    }

    public boolean has(Reader reader, String id) {
        return reader.get(parent.plus(id)).isPresent();
    }

    /** Every record, in the order of ids. */
    public List<T> all(Reader reader) {
        List<T> records = new ArrayList<>();
        Optional<KeyRange> rest = Optional.of(KeyRange.under(parent));
        while (rest.isPresent()) {
            Page page = reader.scan(Scan.of(rest.get()));
            for (Entry entry : page.entries()) {
                records.add(codec.decode(entry.value()));
            }
            rest = page.rest();
        }
        return records;
    }

    public void put(Transaction transaction, String id, T record) {
        transaction.put(parent.plus(id), codec, record);
    }

    public void delete(Transaction transaction, String id) {
        transaction.delete(parent.plus(id));
    }

    public void deleteAll(Transaction transaction) {
        transaction.deleteRange(KeyRange.under(parent));
    }
}
