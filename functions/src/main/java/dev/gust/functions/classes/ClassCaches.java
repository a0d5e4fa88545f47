package dev.gust.functions.classes;

import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.classes.ClassCache.Source;
import dev.gust.functions.classes.ClassCache.State;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Caches of classes for Java functions with much to load. Wanted when a version is deployed or called, made one after another in the background,
 * kept beside the packages, and removed when no version of their function uses them any more. A function never waits for its own.
 */
public final class ClassCaches implements AutoCloseable {
    /** Inside the packages' folder, which is what the launcher sees. */
    public static final String FOLDER = "classes";

    private static final System.Logger LOG = System.getLogger(ClassCaches.class.getName());
    private static final int FEWEST_CLASSES = 400;
    private static final int MOST_WAITING = 1000;
    private static final long MOST_BYTES = 4L << 30;
    /** Until then whoever has just looked one up has mounted it, and a new revision says that it uses it too. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Path packages;
    private final Path folder;
    private final Clock clock;
    private final String java;
    private final List<String> options;
    private final Trainer trainer;
    private final Map<Source, ClassCache> caches = new HashMap<>();
    private final BlockingQueue<FunctionSpec> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private @Nullable Thread worker;
    private boolean closed;

    /**
     * @param packages where they are unpacked
     * @param java different for each Java and each version of ours
     * @param options what every Java function's program is started with
     */
    public ClassCaches(Path packages, Clock clock, String java, List<String> options, Trainer trainer)
            throws IOException {
        this.packages = packages;
        this.folder = packages.resolve(FOLDER);
        this.clock = clock;
        this.java = java;
        this.options = List.copyOf(options);
        this.trainer = trainer;
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        readKept();
    }

    /** The one to start the function with, once there is one. */
    public synchronized Optional<PackageId> of(FunctionSpec spec) {
        ClassCache cache = caches.get(Source.of(spec));
        if (cache == null || cache.state != State.READY) {
            return Optional.empty();
        }
        cache.lastUse = clock.nanoTime();
        return Optional.of(cache.id);
    }

    /** The version is there to be called: sees to it that it has its cache soon. Returns at once. */
    public synchronized void want(FunctionSpec spec) {
        ClassCache cache = caches.get(Source.of(spec));
        if (cache == null) {
            Source source = Source.of(spec);
            ClassCache fresh = new ClassCache(source, source.id(java));
            if (closed || !waiting.offer(spec)) {
                return;
            }
            caches.put(source, fresh);
            cache = fresh;
            begin();
        }
        if (cache.uses.add(ClassCache.use(spec.key()))) {
            keep(cache);
        }
    }

    /** The revision is no more, or will not be called again. */
    public void retire(FunctionKey key) {
        boolean unused = false;
        synchronized (this) {
            for (ClassCache cache : caches.values()) {
                if (cache.source.function().equals(key.function()) && cache.uses.remove(ClassCache.use(key))) {
                    unused |= cache.uses.isEmpty();
                    keep(cache);
                }
            }
        }
        if (unused) {
            later(() -> remove(cache -> cache.uses.isEmpty()));
        }
    }

    /** Packages went: so does what was made from them. */
    public void packagesRemoved() {
        remove(cache -> cache.state != State.WANTED
                && Stream.concat(Stream.of(cache.source.code()), cache.source.layers().stream())
                        .anyMatch(used -> !Files.isDirectory(packages.resolve(used.value()))));
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = worker;
        }
        if (running != null) {
            running.interrupt();
        }
    }

    private synchronized void begin() {
        if (worker == null) {
            worker = Thread.ofVirtual().name("gust-class-caches").start(this::work);
        }
    }

    private void work() {
        try {
            while (true) {
                FunctionSpec spec = waiting.take();
                try {
                    make(spec);
                } catch (IOException | RuntimeException e) {
                    // An edge: the function runs without.
                    LOG.log(System.Logger.Level.WARNING, "class_cache=failed function=" + spec.name(), e);
                    settle(spec, State.FAILED, "");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void make(FunctionSpec spec) throws IOException, InterruptedException {
        PackageId id = Source.of(spec).id(java);
        Path home = folder.resolve(id.value());
        delete(home);
        Optional<ClassPath> found = ClassPath.of(packages, spec.code(), spec.layers());
        if (found.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "class_cache=none function=" + spec.name() + " reason=\"unusual names\"");
            settle(spec, State.FAILED, "");
            return;
        }
        ClassPath path = found.get();
        String stamp = path.stamp();
        if (path.classes() < FEWEST_CLASSES) {
            settle(spec, State.NEEDLESS, stamp);
            return;
        }
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean own = path.writeOwnJar(home.resolve(ClassPath.OWN_JAR));
        StartFiles.write(home, options, path, own, spec.memoryMegabytes());
        long begun = clock.nanoTime();
        Path target = home.resolve(ClassCache.CACHE);
        Path part = home.resolve(ClassCache.CACHE + ".part");
        State state = switch (trainer.train(spec, id, part)) {
            case Trainer.Outcome.Made made -> {
                Files.move(part, target);
                long millis = (clock.nanoTime() - begun) / 1_000_000;
                LOG.log(
                        System.Logger.Level.INFO,
                        "class_cache=ready function=" + spec.name() + " millis=" + millis + " bytes="
                                + Files.size(target));
                yield State.READY;
            }
            case Trainer.Outcome.Needless needless -> State.NEEDLESS;
            case Trainer.Outcome.Failed(String reason) -> {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "class_cache=failed function=" + spec.name() + " reason=\"" + reason + '"');
                yield State.FAILED;
            }
        };
        settle(spec, state, stamp);
        makeRoom();
    }

    private void settle(FunctionSpec spec, State state, String stamp) {
        boolean unused;
        synchronized (this) {
            ClassCache cache = caches.get(Source.of(spec));
            if (cache == null) {
                return;
            }
            cache.stamp = stamp;
            cache.bytes = bytes(folder.resolve(cache.id.value()));
            cache.lastUse = clock.nanoTime();
            cache.state = state;
            unused = cache.uses.isEmpty();
            keep(cache);
        }
        if (state == State.FAILED) {
            delete(folder.resolve(Source.of(spec).id(java).value()));
        }
        if (unused) {
            // Its function went while it was made.
            remove(cache -> cache.uses.isEmpty());
        }
    }

    private void makeRoom() {
        List<ClassCache> oldest;
        long sum;
        synchronized (this) {
            oldest = new ArrayList<>(caches.values());
            sum = oldest.stream().mapToLong(cache -> cache.bytes).sum();
        }
        oldest.sort(Comparator.comparingLong(cache -> cache.lastUse));
        for (ClassCache cache : oldest) {
            if (sum <= MOST_BYTES) {
                return;
            }
            if (cache.state == State.READY) {
                sum -= cache.bytes;
                remove(other -> other == cache);
            }
        }
    }

    /** Nobody finds it from now on; its files follow, when who has found it is done. */
    private void remove(Predicate<ClassCache> which) {
        List<ClassCache> gone;
        synchronized (this) {
            gone = caches.values().stream()
                    .filter(cache -> cache.state != State.WANTED)
                    .filter(which)
                    .toList();
            gone.forEach(cache -> caches.remove(cache.source));
        }
        if (!gone.isEmpty()) {
            later(() -> gone.forEach(this::deleteUnlessWanted));
        }
    }

    private void deleteUnlessWanted(ClassCache cache) {
        synchronized (this) {
            if (!caches.containsKey(cache.source)) {
                delete(folder.resolve(cache.id.value()));
            }
        }
    }

    private void later(Runnable task) {
        Thread.ofVirtual().name("gust-class-caches-later").start(() -> {
            try {
                clock.sleep(GRACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            synchronized (this) {
                if (closed) {
                    return;
                }
            }
            task.run();
        });
    }

    private void keep(ClassCache cache) {
        Path home = folder.resolve(cache.id.value());
        if (cache.state == State.WANTED || cache.state == State.FAILED || !Files.isDirectory(home)) {
            return;
        }
        try {
            cache.write(home);
        } catch (IOException e) {
            // Made again by the next process.
            LOG.log(System.Logger.Level.WARNING, "class_cache=not_kept id=" + cache.id.value(), e);
        }
    }

    private void readKept() throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(folder)) {
            folders = entries.toList();
        }
        for (Path kept : folders) {
            Optional<ClassCache> read = ClassCache.read(kept, java).filter(this::fits);
            if (read.isEmpty()) {
                delete(kept);
                continue;
            }
            read.get().bytes = bytes(kept);
            caches.put(read.get().source, read.get());
        }
    }

    private boolean fits(ClassCache cache) {
        try {
            Optional<ClassPath> path = ClassPath.of(packages, cache.source.code(), cache.source.layers());
            return Files.isDirectory(packages.resolve(cache.source.code().value()))
                    && path.isPresent()
                    && !cache.uses.isEmpty()
                    && path.get().stamp().equals(cache.stamp);
        } catch (IOException e) {
            return false;
        }
    }

    private static long bytes(Path home) {
        if (!Files.isDirectory(home)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path home) {
        if (!Files.isDirectory(home)) {
            return;
        }
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(home);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "class_cache=not_removed folder=" + home.getFileName(), e);
        }
    }
}
