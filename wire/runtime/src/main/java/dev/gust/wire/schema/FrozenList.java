package dev.gust.wire.schema;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list that nobody can change. The array belongs to it from here on. */
public final class FrozenList<E extends @Nullable Object> extends AbstractList<E> implements RandomAccess {
    private final E[] items;

    public FrozenList(E[] items) {
        this.items = items;
    }

    @Override
    public E get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public Object[] toArray() {
        Object[] copy = new Object[items.length];
        System.arraycopy(items, 0, copy, 0, items.length);
        return copy;
    }
}
