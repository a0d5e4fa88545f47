package dev.gust.storage;

import org.jspecify.annotations.Nullable;

/** What a transaction does. It may run several times, so it changes nothing but through the transaction. */
@FunctionalInterface
public interface TransactionBody<T extends @Nullable Object> {
    T run(Transaction transaction);
}
