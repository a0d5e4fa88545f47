package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.ports.streams.StreamRecord;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.storage.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One stream in memory, whose shards the test fills. */
final class RecordedStream implements StreamSource {
    static final Arn ARN = Arn.of("dynamodb", LambdaWorld.REGION, LambdaWorld.ACCOUNT, "table/t/stream/now");

    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final List<Runnable> hints = new CopyOnWriteArrayList<>();
    private boolean gone;

    private static final class Shard {
        final Optional<String> parent;
        final List<StreamRecord> records = new ArrayList<>();
        boolean closed;

        Shard(Optional<String> parent) {
            this.parent = parent;
        }
    }

    synchronized void open(String shard, String parent) {
        shards.put(shard, new Shard(parent.isEmpty() ? Optional.empty() : Optional.of(parent)));
    }

    void close(String shard) {
        synchronized (this) {
            shards.get(shard).closed = true;
        }
        hints.forEach(Runnable::run);
    }

    void add(String shard, String partition, String text, Instant at) {
        synchronized (this) {
            List<StreamRecord> records = shards.get(shard).records;
            byte[] event = ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
            records.add(new StreamRecord(text, cursor(records.size() + 1), at, partition, event));
        }
        hints.forEach(Runnable::run);
    }

    synchronized void drop() {
        gone = true;
    }

    @Override
    public String service() {
        return "dynamodb";
    }

    @Override
    public Duration retention() {
        return Duration.ofHours(24);
    }

    @Override
    public synchronized Optional<List<StreamShard>> shards(Arn stream) {
        if (gone || !stream.equals(ARN)) {
            return Optional.empty();
        }
        return Optional.of(shards.entrySet().stream()
                .map(shard -> new StreamShard(shard.getKey(), shard.getValue().parent))
                .toList());
    }

    @Override
    public synchronized String cursor(Arn stream, String shard, StartingPoint from) {
        return cursor(
                from == StartingPoint.TRIM_HORIZON
                        ? 0
                        : shards.get(shard).records.size());
    }

    @Override
    public synchronized StreamPage read(Arn stream, String shard, String cursor, int limit) {
        Shard read = shards.get(shard);
        int from = Integer.parseInt(cursor);
        List<StreamRecord> records = read.records.subList(from, Math.min(read.records.size(), from + limit));
        String next = cursor(from + records.size());
        return new StreamPage(records, next, records.isEmpty() && read.closed);
    }

    @Override
    public Watch watch(Arn stream, Runnable hint) {
        hints.add(hint);
        return () -> hints.remove(hint);
    }

    private static String cursor(int index) {
        return String.format("%06d", index);
    }
}
