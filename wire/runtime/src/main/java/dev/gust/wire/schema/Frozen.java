package dev.gust.wire.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collections of records: never null, never changed, and still able to tell "absent" from "there, and empty", which
 * matters where an absent member means "leave as it is".
 */
@SuppressWarnings("ReferenceEquality") // absent is one object, and equal to every other empty collection
public final class Frozen {
    private static final FrozenList<Object> ABSENT_LIST = new FrozenList<>(new Object[0]);
    private static final FrozenMap<Object, Object> ABSENT_MAP = new FrozenMap<>(Map.of());

    private Frozen() {}

    /** The list as a record keeps it: absent for null, itself when frozen already, else a copy. */
    @SuppressWarnings("unchecked")
    public static <E> List<E> list(@Nullable List<E> given) {
        if (given == null) {
            return (List<E>) (List<?>) ABSENT_LIST;
        }
        return given instanceof FrozenList ? given : new FrozenList<>((E[]) given.toArray());
    }

    /** The map as a record keeps it: absent for null, itself when frozen already, else a copy in the same order. */
    @SuppressWarnings("unchecked")
    public static <K, V> Map<K, V> map(@Nullable Map<K, V> given) {
        if (given == null) {
            return (Map<K, V>) (Map<?, ?>) ABSENT_MAP;
        }
        return given instanceof FrozenMap || given instanceof JsonForm ? given : FrozenMap.copyOf(given);
    }

    /** Whether a record was given this list, be it empty. */
    public static boolean isPresent(List<?> list) {
        return list != ABSENT_LIST;
    }

    /** Whether a record was given this map, be it empty. */
    public static boolean isPresent(Map<?, ?> map) {
        return map != ABSENT_MAP;
    }

    /** The list, or null when absent. */
    public static <E> @Nullable List<E> orNull(List<E> list) {
        return list == ABSENT_LIST ? null : list;
    }

    /** The map, or null when absent. */
    public static <K, V> @Nullable Map<K, V> orNull(Map<K, V> map) {
        return map == ABSENT_MAP ? null : map;
    }
}
