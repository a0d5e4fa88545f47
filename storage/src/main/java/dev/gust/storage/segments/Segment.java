package dev.gust.storage.segments;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One file. The index of its blocks is read when it is first asked for, and held as long as memory allows; of the file that is
 * being written it is made on the way.
 */
final class Segment {
    /** At the end of the name of a file that is being written anew. */
    static final String UNFINISHED = ".new";

    private final long number;
    private final Path path;
    private final long createdMillis;
    private SoftReference<List<Block.Header>> index;
    private @Nullable List<Block.Header> growing;
    private long length;

    private Segment(long number, Path path, long createdMillis, long length, @Nullable List<Block.Header> growing) {
        this.number = number;
        this.path = path;
        this.createdMillis = createdMillis;
        this.length = length;
        this.growing = growing;
        this.index = new SoftReference<>(null);
    }

    static Segment create(Path folder, long number, long nowMillis) {
        return new Segment(number, folder.resolve(name(number)), nowMillis, 0, new ArrayList<>());
    }

    /** A file of an earlier time. What a crash tore off its end is found when it is read. */
    static Segment existing(Path path) throws IOException {
        String name = path.getFileName().toString();
        long number = Long.parseLong(name.substring(0, name.indexOf('.')), 16);
        return new Segment(number, path, Files.getLastModifiedTime(path).toMillis(), Files.size(path), null);
    }

    static String name(long number) {
        return String.format("%016x.segment", number);
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    long createdMillis() {
        return createdMillis;
    }

    synchronized long length() {
        return length;
    }

    /** Adds blocks at the end; the only writer calls it. */
    void append(SegmentFile file, List<ByteBuffer> blocks) throws IOException {
        long end = length();
        List<Block.Header> headers = new ArrayList<>();
        for (ByteBuffer block : blocks) {
            long offset = end;
            end += block.remaining();
            file.write(block, offset);
            Optional<Block.Header> header = Block.header(new SegmentBytes(file::read, end), offset, false);
            headers.add(header.orElseThrow(() -> new IOException("a block that was just written cannot be read")));
        }
        synchronized (this) {
            length = end;
            List<Block.Header> known = new ArrayList<>(growing == null ? List.of() : growing);
            known.addAll(headers);
            growing = known;
        }
    }

    /** Reads the records that the query wants, until the collector has enough. */
    void read(SegmentQuery query, RecordCollector collector) throws IOException {
        try (Opened opened = open()) {
            List<Block.Header> blocks = opened.blocks();
            SegmentBytes bytes = opened.bytes();
            for (int i = 0; i < blocks.size() && !collector.isFull(); i++) {
                int block = query.backward() ? blocks.size() - 1 - i : i;
                Block.Header header = blocks.get(block);
                if (mayHold(header, block, query)) {
                    collector.take(Block.records(bytes, header, number, block));
                }
            }
        }
    }

    /** Nothing more is added: from now on the index may be forgotten. */
    synchronized void seal() {
        index = new SoftReference<>(growing);
        growing = null;
    }

    /** What blocks there are, without a look at their records. */
    List<Block.Header> blocks() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            SegmentBytes bytes = new SegmentBytes(channel::read, length());
            List<Block.Header> found = new ArrayList<>();
            Optional<Block.Header> header = Block.header(bytes, 0, false);
            while (header.isPresent()) {
                found.add(header.get());
                header = Block.header(bytes, header.get().end(), false);
            }
            return found;
        }
    }

    /**
     * Writes the file anew without some of its blocks, in whose places empty ones stand, so that every position stays what
     * it is. Only when nothing more is added.
     */
    void shrink(List<Block.Header> blocks, Predicate<Block.Header> dropped) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + UNFINISHED);
        long size;
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (Block.Header block : blocks) {
                if (dropped.test(block)) {
                    ByteBuffer empty = Block.encode("", List.of());
                    while (empty.hasRemaining()) {
                        to.write(empty);
                    }
                } else {
                    copy(from, block, to);
                }
            }
            to.force(true);
            size = to.position();
        }
        // Whoever reads has the old file open, and its index with it.
        synchronized (this) {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            length = size;
            index = new SoftReference<>(null);
        }
    }

    private static void copy(FileChannel from, Block.Header block, FileChannel to) throws IOException {
        long position = block.offset();
        while (position < block.end()) {
            position += from.transferTo(position, block.end() - position, to);
        }
    }

    /** The file as it is at one moment, with its index. */
    private record Opened(FileChannel channel, List<Block.Header> blocks, SegmentBytes bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private synchronized Opened open() throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Opened(channel, index(channel), new SegmentBytes(channel::read, length));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private boolean mayHold(Block.Header header, int block, SegmentQuery query) {
        return header.stream().equals(query.stream())
                && header.lastMillis() >= query.from().toEpochMilli()
                && header.firstMillis() < query.to().toEpochMilli()
                && (query.wants(new SegmentPosition(number, block, 0))
                        || query.wants(new SegmentPosition(number, block, header.records() - 1)));
    }

    private synchronized List<Block.Header> index(FileChannel channel) throws IOException {
        List<Block.Header> known = growing != null ? growing : index.get();
        if (known == null) {
            known = new ArrayList<>();
            SegmentBytes bytes = new SegmentBytes(channel::read, length);
            Optional<Block.Header> header = Block.header(bytes, 0, true);
            while (header.isPresent()) {
                known.add(header.get());
                header = Block.header(bytes, header.get().end(), true);
            }
            index = new SoftReference<>(known);
        }
        return known;
    }
}
