package dev.gust.storage.embedded;

import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageOverloadedException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads that wait for the disk, on a bounded number of platform threads: in native code a virtual thread holds its carrier,
 * and as many as there are processors would stop every other virtual thread.
 */
final class DiskReads implements AutoCloseable {
    private static final int WAITING = 4_096;

    private final ThreadPoolExecutor threads;

    DiskReads(int count) {
        threads = new ThreadPoolExecutor(
                count,
                count,
                5,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("store-read-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    <T> T read(Callable<T> reading) {
        try {
            return await(threads.submit(reading));
        } catch (RejectedExecutionException full) {
            throw new StorageOverloadedException("more than " + WAITING + " reads are waiting for the disk; try again");
        }
    }

    // A read is short, and the native state it reads must outlive it: so an interrupt does not end the wait.
    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    if (failure.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new StorageFailedException("reading from disk failed", failure.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
