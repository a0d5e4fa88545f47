package dev.gust.services.lambda;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeyReader;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Removes unpacked code that no function and no layer has any more: at the start what an earlier process left, later what
 * was let go of before the last look, so that whatever still ran then has ended. Code that is needed after all is unpacked
 * again.
 */
final class PackageCleaning implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PackageCleaning.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofHours(6);

    private final LambdaParts parts;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("package-cleaning").unstarted(this::run);
    /** Belongs to the thread. */
    private Set<String> before = Set.of();

    PackageCleaning(LambdaParts parts) {
        this.parts = parts;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        try {
            Set<String> held = parts.store().store().read(PackageCleaning::held);
            Set<String> wanted = new HashSet<>(before);
            wanted.addAll(held);
            parts.runtime().retainPackages(wanted);
            before = held;
        } catch (StorageException | IllegalStateException failure) {
            // An edge: what could not be removed now is looked at again.
            LOG.log(System.Logger.Level.WARNING, "event=packages_not_cleaned", failure);
        }
    }

    /** Of all accounts and regions, which are found by skipping from one to the next. */
    private static Set<String> held(Reader reader) {
        Set<String> held = new HashSet<>();
        Key root = Key.of();
        KeyRange range = KeyRange.under(root);
        while (true) {
            Page page = reader.scan(Scan.of(range).limit(1));
            if (page.isEmpty()) {
                return held;
            }
            KeyReader first = page.entries().getFirst().key().partsAfter(root);
            String account = first.text();
            if (!first.hasNext()) {
                range = range.afterAllUnder(Key.of(account));
                continue;
            }
            String region = first.text();
            addHeld(reader, new Scope(account, region), held);
            range = range.afterAllUnder(Key.of(account, region));
        }
    }

    private static void addHeld(Reader reader, Scope scope, Set<String> held) {
        Key packages = scope.packages();
        Optional<KeyRange> rest = Optional.of(KeyRange.under(packages));
        while (rest.isPresent()) {
            Page page = reader.scan(Scan.of(rest.get()));
            for (Entry entry : page.entries()) {
                held.add(entry.key().partsAfter(packages).text());
            }
            rest = page.rest();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
