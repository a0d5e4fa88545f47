package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.faults.SimulatedStore;
import java.nio.ByteBuffer;

/** Moves money between accounts: the sum stays, and nobody goes below zero. */
final class Bank implements Actor {
    private static final Key ACCOUNTS = Key.of("accounts");
    private static final int COUNT = 4;
    private static final long EACH = 10;

    private final Randomness random;
    private SimulatedStore store;
    private boolean founded;

    Bank(Randomness random) {
        this.random = random;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
    }

    @Override
    public void step() {
        if (!founded) {
            store.write(tx -> {
                for (int i = 0; i < COUNT; i++) {
                    tx.put(ACCOUNTS.plus(i), bytes(EACH));
                }
            });
            founded = true;
            return;
        }
        Key from = ACCOUNTS.plus(random.nextInt(COUNT));
        Key to = ACCOUNTS.plus(random.nextInt(COUNT));
        int amount = 1 + random.nextInt(8);
        store.write(tx -> {
            long available = balance(tx, from);
            if (available >= amount) {
                tx.put(from, bytes(available - amount));
                tx.put(to, bytes(balance(tx, to) + amount));
            }
        });
    }

    @Override
    public void check() {
        long sum = 0;
        for (Entry entry : store.scan(Scan.under(ACCOUNTS)).entries()) {
            long balance = ByteBuffer.wrap(entry.value()).getLong();
            if (balance < 0) {
                throw new AssertionError("an account has " + balance);
            }
            sum += balance;
        }
        assertThat(sum).isIn(founded ? COUNT * EACH : 0L, COUNT * EACH);
    }

    @Override
    public void settle() {
        step();
    }

    private static long balance(Reader reader, Key account) {
        return ByteBuffer.wrap(reader.get(account).orElseThrow().value()).getLong();
    }

    private static byte[] bytes(long amount) {
        return ByteBuffer.allocate(Long.BYTES).putLong(amount).array();
    }
}
