package dev.gust.storage.segments;

import dev.gust.base.time.Clock;
import dev.gust.storage.StorageFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Appends and reads telemetry.
 *
 * <p>Appending only remembers the record; a second's worth is written at once, grouped by stream, so that a stream is read in
 * few pieces. Reading writes first what is remembered. One lock is for what is remembered, and held for moments; another is
 * for writing, and held while the disk works.
 */
public final class SegmentStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SegmentStore.class.getName());
    private static final int MAX_RECORD = 4 * 1024 * 1024;
    private static final int MAX_NAME = 256;
    private static final int RECORD_OVERHEAD = 64;

    private final Path folder;
    private final SegmentSettings settings;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();

    private final Object pendingLock = new Object();
    private Map<String, List<PendingRecord>> pending = new LinkedHashMap<>();
    private long pendingBytes;
    private long lostRecords;

    /** All files, the last of which is being written. Guarded by itself. */
    private final List<Segment> segments = new ArrayList<>();

    private @Nullable SegmentFile current;
    private boolean unsynced;
    private long evictedSegments;
    private long evictedBytes;
    private volatile boolean closed;

    public SegmentStore(Path folder, SegmentSettings settings, Clock clock) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.segment")) {
                for (Path file : files) {
                    segments.add(Segment.existing(file));
                }
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + Segment.UNFINISHED)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        } catch (IOException failure) {
            throw failure("telemetry in " + folder + " could not be opened", failure);
        }
        segments.sort(Comparator.comparingLong(Segment::number));
    }

    /**
     * Remembers a record, which is on disk within a second.
     *
     * @param time the record's own time; within a stream it need not rise
     */
    public void append(String stream, Instant time, byte[] content) {
        if (stream.length() > MAX_NAME || content.length > MAX_RECORD) {
            throw new IllegalArgumentException("a telemetry record has a stream of at most " + MAX_NAME
                    + " characters and " + MAX_RECORD + " bytes");
        }
        if (closed) {
            throw new StorageFailedException("telemetry is closed", null);
        }
        boolean muchPending;
        synchronized (pendingLock) {
            pending.computeIfAbsent(stream, name -> new ArrayList<>())
                    .add(new PendingRecord(time.toEpochMilli(), content));
            pendingBytes += content.length + RECORD_OVERHEAD;
            muchPending = pendingBytes > settings.pendingBytes();
        }
        if (muchPending) {
            write(false);
        }
    }

    /** Puts on disk all that was appended before: for what is acknowledged. */
    public void sync() {
        IOException failure = write(true);
        if (failure != null) {
            throw failure("telemetry could not be written", failure);
        }
    }

    /** Does what sync does, at a regular pace, and drops what it cannot write: nobody waits for it. */
    public void tick() {
        write(true);
    }

    /** One page of a stream. */
    public SegmentPage read(SegmentQuery query) {
        write(false);
        List<Segment> all = snapshot();
        RecordCollector collector = new RecordCollector(query);
        for (Segment segment : query.backward() ? all.reversed() : all) {
            if (collector.isFull()) {
                break;
            }
            read(segment, query, collector);
        }
        return collector.page();
    }

    /**
     * Gives back the room of records that nobody keeps any more. A file is written anew when half of it is such.
     *
     * @param keptFrom the first time of a stream that is kept; nothing where all of it is
     * @return the streams of which something is left
     */
    public Set<String> reclaim(Function<String, Optional<Instant>> keptFrom) {
        Set<String> left = new HashSet<>();
        for (Segment segment : snapshot()) {
            writing.lock();
            try {
                reclaim(segment, keptFrom, left);
            } catch (NoSuchFileException evicted) {
                LOG.log(System.Logger.Level.DEBUG, "event=segment-evicted-while-cleaning file={0}", segment.path());
            } catch (IOException failure) {
                throw failure("telemetry could not be cleaned", failure);
            } finally {
                writing.unlock();
            }
        }
        return left;
    }

    private void reclaim(Segment segment, Function<String, Optional<Instant>> keptFrom, Set<String> left)
            throws IOException {
        Predicate<Block.Header> isGone = block -> keptFrom.apply(block.stream())
                .filter(oldest -> block.lastMillis() < oldest.toEpochMilli())
                .isPresent();
        List<Block.Header> blocks = segment.blocks();
        long gone = 0;
        for (Block.Header block : blocks) {
            if (isGone.test(block)) {
                gone += block.end() - block.offset();
            } else if (block.records() > 0) {
                left.add(block.stream());
            }
        }
        boolean isBeingWritten =
                current != null && segment.number() == snapshot().getLast().number();
        if (gone == 0 || isBeingWritten) {
            blocks.stream().filter(isGone).forEach(block -> left.add(block.stream()));
        } else if (blocks.stream().allMatch(block -> block.records() == 0 || isGone.test(block))
                && segment.number() != snapshot().getLast().number()) {
            Files.deleteIfExists(segment.path());
            synchronized (segments) {
                segments.remove(segment);
            }
        } else if (2 * gone >= segment.length()) {
            segment.shrink(blocks, isGone);
        } else {
            blocks.stream().filter(isGone).forEach(block -> left.add(block.stream()));
        }
    }

    public SegmentStatistics statistics() {
        List<Segment> all = snapshot();
        long bytes = all.stream().mapToLong(Segment::length).sum();
        long lost;
        synchronized (pendingLock) {
            lost = lostRecords;
        }
        synchronized (segments) {
            return new SegmentStatistics(all.size(), bytes, evictedSegments, evictedBytes, lost);
        }
    }

    /** Files that hold all that was appended before, and never change again. The quota may remove them at any time. */
    public List<Path> sealedFiles() {
        writing.lock();
        try {
            sync();
            List<Path> files = snapshot().stream().map(Segment::path).toList();
            endSegment();
            return files;
        } catch (IOException failure) {
            throw failure("telemetry could not be written", failure);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        writing.lock();
        try {
            tick();
            endSegment();
        } catch (IOException failure) {
            throw failure("telemetry could not be closed", failure);
        } finally {
            writing.unlock();
        }
    }

    /** Writes what is remembered; should that fail, it is lost, and counted. */
    private @Nullable IOException write(boolean sync) {
        writing.lock();
        try {
            Map<String, List<PendingRecord>> taken = takePending();
            try {
                if (!taken.isEmpty()) {
                    write(taken);
                }
                SegmentFile file = current;
                if (sync && unsynced && file != null) {
                    file.force();
                    unsynced = false;
                }
                evict();
                return null;
            } catch (IOException failure) {
                countLost(taken, failure);
                return failure;
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(Map<String, List<PendingRecord>> taken) throws IOException {
        List<ByteBuffer> blocks = new ArrayList<>(taken.size());
        taken.forEach((stream, records) -> blocks.add(Block.encode(stream, records)));
        Segment segment = currentSegment();
        SegmentFile file = Objects.requireNonNull(current);
        unsynced = true;
        segment.append(file, blocks);
        if (segment.length() >= settings.segmentBytes()) {
            endSegment();
        }
    }

    private Map<String, List<PendingRecord>> takePending() {
        synchronized (pendingLock) {
            Map<String, List<PendingRecord>> taken = pending;
            if (!taken.isEmpty()) {
                pending = new LinkedHashMap<>();
                pendingBytes = 0;
            }
            return taken;
        }
    }

    private Segment currentSegment() throws IOException {
        long now = clock.instant().toEpochMilli();
        List<Segment> all = snapshot();
        if (current != null
                && now - all.getLast().createdMillis() < settings.segmentTime().toMillis()) {
            return all.getLast();
        }
        endSegment();
        long number = all.isEmpty() ? 1 : all.getLast().number() + 1;
        Segment segment = Segment.create(folder, number, now);
        current = SegmentFile.create(segment.path());
        forceFolder();
        synchronized (segments) {
            segments.add(segment);
        }
        return segment;
    }

    private void endSegment() throws IOException {
        SegmentFile file = current;
        if (file != null) {
            current = null;
            try (file) {
                file.force();
            }
            unsynced = false;
            snapshot().getLast().seal();
        }
    }

    // The newest stays: it is being written.
    private void evict() throws IOException {
        List<Segment> all = snapshot();
        long bytes = all.stream().mapToLong(Segment::length).sum();
        for (int i = 0; i < all.size() - 1 && bytes > settings.quotaBytes(); i++) {
            Segment oldest = all.get(i);
            Files.deleteIfExists(oldest.path());
            bytes -= oldest.length();
            synchronized (segments) {
                segments.remove(oldest);
                evictedSegments++;
                evictedBytes += oldest.length();
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "event=telemetry-evicted file={0} bytes={1} quota={2}",
                    oldest.path(),
                    oldest.length(),
                    settings.quotaBytes());
        }
    }

    private void countLost(Map<String, List<PendingRecord>> taken, IOException failure) {
        int count = taken.values().stream().mapToInt(List::size).sum();
        synchronized (pendingLock) {
            lostRecords += count;
        }
        LOG.log(System.Logger.Level.ERROR, "event=telemetry-lost records=" + count, failure);
    }

    private void read(Segment segment, SegmentQuery query, RecordCollector collector) {
        try {
            segment.read(query, collector);
        } catch (NoSuchFileException evicted) {
            LOG.log(System.Logger.Level.DEBUG, "event=segment-evicted-while-reading file={0}", segment.path());
        } catch (IOException failure) {
            throw failure("telemetry could not be read", failure);
        }
    }

    private List<Segment> snapshot() {
        synchronized (segments) {
            return List.copyOf(segments);
        }
    }

    private void forceFolder() throws IOException {
        boolean interrupted = false;
        while (true) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
                break;
            } catch (ClosedByInterruptException e) {
                // The request that happened to write has lost its client: the file is for all.
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static StorageFailedException failure(String what, IOException failure) {
        return new StorageFailedException(what + ": " + failure.getMessage(), failure);
    }
}
