package dev.gust.services.lambda.sources;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Mappings, the list of all of them by which readers find their work, and how far each lane has come. */
public final class MappingStore {
    private static final Key ALL = Key.of("gust", "lambda", "event-sources");

    private static final Codec<Place> PLACE = Codec.of(
            22, 1, (out, place) -> out.text(place.account).text(place.region), in -> new Place(in.text(), in.text()));

    private static final Codec<Checkpoint> CHECKPOINT = Codec.of(
            23,
            2,
            (out, checkpoint) -> out.text(checkpoint.cursor)
                    .bool(checkpoint.ended)
                    .number(checkpoint.lanes)
                    .text(checkpoint.failing.until)
                    .number(checkpoint.failing.failures)
                    .number(checkpoint.failing.calls),
            in -> new Checkpoint(
                    in.text(),
                    in.bool(),
                    (int) in.number(),
                    in.version() < 2 ? Failing.NOTHING : new Failing(in.text(), (int) in.number(), (int) in.number())));

    private static final Codec<String> RESULT = Codec.of(24, 1, (out, text) -> out.text(text), in -> in.text());

    private final OrderedStore store;

    public MappingStore(OrderedStore store) {
        this.store = store;
    }

    private record Place(String account, String region) {}

    /**
     * How far a lane has come.
     *
     * @param ended whether it has seen the end of the shard
     * @param lanes how many there were when it was written
     * @param failing what is being tried again from there on
     */
    record Checkpoint(String cursor, boolean ended, int lanes, Failing failing) {}

    /**
     * Records that the function failed with: those up to a cursor.
     *
     * @param until empty when there are none
     */
    record Failing(String until, int failures, int calls) {
        static final Failing NOTHING = new Failing("", 0, 0);
    }

    OrderedStore store() {
        return store;
    }

    /** The mappings of an account in a region, below one key. */
    public static Key mappings(String account, String region) {
        return Key.of(account, region, "lambda", "event-sources");
    }

    /** How a mapping is stored, for who pages through them. */
    public static Codec<EventSourceMapping> codec() {
        return EventSourceMapping.CODEC;
    }

    public Optional<EventSourceMapping> find(Reader reader, String account, String region, String id) {
        return reader.get(mappings(account, region).plus(id), EventSourceMapping.CODEC);
    }

    public List<EventSourceMapping> all(Reader reader, String account, String region) {
        List<EventSourceMapping> found = new ArrayList<>();
        forEach(
                reader,
                KeyRange.under(mappings(account, region)),
                entry -> found.add(EventSourceMapping.CODEC.decode(entry.value())));
        return found;
    }

    /** What came of the last batch, in the API's words. */
    public String lastResult(Reader reader, EventSourceMapping mapping) {
        return reader.get(result(mapping), RESULT).orElse("No records processed");
    }

    public void put(Transaction tx, EventSourceMapping mapping) {
        tx.put(mappings(mapping.account(), mapping.region()).plus(mapping.id()), EventSourceMapping.CODEC, mapping);
    }

    /** A new mapping. */
    public void add(Transaction tx, EventSourceMapping mapping) {
        put(tx, mapping);
        tx.put(ALL.plus(mapping.id()), PLACE, new Place(mapping.account(), mapping.region()));
    }

    /** Where a shard that is there already is read from. */
    public void begin(Transaction tx, EventSourceMapping mapping, String shard, String cursor) {
        tx.put(checkpoints(mapping, shard).plus(0), CHECKPOINT, new Checkpoint(cursor, false, 1, Failing.NOTHING));
    }

    void remove(Transaction tx, EventSourceMapping mapping) {
        tx.delete(mappings(mapping.account(), mapping.region()).plus(mapping.id()));
        tx.delete(ALL.plus(mapping.id()));
        tx.delete(result(mapping));
        tx.deleteRange(KeyRange.under(checkpoints(mapping)));
    }

    /** Every mapping of every account and region. */
    List<EventSourceMapping> everywhere() {
        return store.read(snapshot -> {
            List<EventSourceMapping> found = new ArrayList<>();
            forEach(snapshot, KeyRange.under(ALL), entry -> {
                Place place = PLACE.decode(entry.value());
                find(
                                snapshot,
                                place.account(),
                                place.region(),
                                entry.key().partsAfter(ALL).text())
                        .ifPresent(found::add);
            });
            return found;
        });
    }

    Optional<Checkpoint> checkpoint(Reader reader, EventSourceMapping mapping, String shard, int lane) {
        return reader.get(checkpoints(mapping, shard).plus(lane), CHECKPOINT);
    }

    /** Whether every lane has seen the end of the shard. */
    boolean isFinished(Reader reader, EventSourceMapping mapping, String shard) {
        List<Checkpoint> lanes = lanes(reader, mapping, shard);
        return !lanes.isEmpty() && lanes.stream().allMatch(Checkpoint::ended);
    }

    /** Makes as many lanes as wanted; where there were more or fewer, all begin where the slowest was. */
    void divide(Transaction tx, EventSourceMapping mapping, String shard, String beginning) {
        int wanted = mapping.settings().parallelism();
        List<Checkpoint> before = lanes(tx, mapping, shard);
        if (before.size() == wanted && before.getFirst().lanes() == wanted) {
            return;
        }
        String slowest = before.stream()
                .filter(lane -> !lane.ended())
                .map(Checkpoint::cursor)
                .min(Comparator.naturalOrder())
                .orElse(before.isEmpty() ? beginning : before.getFirst().cursor());
        boolean ended = !before.isEmpty() && before.stream().allMatch(Checkpoint::ended);
        tx.deleteRange(KeyRange.under(checkpoints(mapping, shard)));
        for (int lane = 0; lane < wanted; lane++) {
            tx.put(
                    checkpoints(mapping, shard).plus(lane),
                    CHECKPOINT,
                    new Checkpoint(slowest, ended, wanted, Failing.NOTHING));
        }
    }

    /** Forgets the shards that are no longer there. */
    void forgetShards(EventSourceMapping mapping, Set<String> there) {
        Key all = checkpoints(mapping);
        Set<String> gone = new HashSet<>();
        store.read(snapshot -> {
            forEach(
                    snapshot,
                    KeyRange.under(all),
                    entry -> gone.add(entry.key().partsAfter(all).text()));
            return gone;
        });
        gone.removeAll(there);
        if (!gone.isEmpty()) {
            store.write(tx -> gone.forEach(shard -> tx.deleteRange(KeyRange.under(checkpoints(mapping, shard)))));
        }
    }

    void advance(Transaction tx, EventSourceMapping mapping, String shard, int lane, Checkpoint checkpoint) {
        tx.put(checkpoints(mapping, shard).plus(lane), CHECKPOINT, checkpoint);
    }

    void tell(EventSourceMapping mapping, String result) {
        store.write(tx -> {
            tx.relaxed();
            tx.put(result(mapping), RESULT, result);
        });
    }

    private List<Checkpoint> lanes(Reader reader, EventSourceMapping mapping, String shard) {
        List<Checkpoint> found = new ArrayList<>();
        forEach(
                reader,
                KeyRange.under(checkpoints(mapping, shard)),
                entry -> found.add(CHECKPOINT.decode(entry.value())));
        return found;
    }

    private static Key checkpoints(EventSourceMapping mapping) {
        return Key.of(KeySpace.CHURN, mapping.account(), mapping.region(), "lambda", "checkpoints", mapping.id());
    }

    private static Key checkpoints(EventSourceMapping mapping, String shard) {
        return checkpoints(mapping).plus(shard);
    }

    private static Key result(EventSourceMapping mapping) {
        return Key.of(KeySpace.CHURN, mapping.account(), mapping.region(), "lambda", "source-results", mapping.id());
    }

    private static void forEach(Reader reader, KeyRange range, Consumer<Entry> each) {
        Page page = reader.scan(Scan.of(range));
        while (true) {
            page.entries().forEach(each);
            Optional<KeyRange> rest = page.rest();
            if (rest.isEmpty()) {
                return;
            }
            page = reader.scan(Scan.of(rest.get()));
        }
    }
}
