package dev.gust.storage;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How a type is stored. The first byte of a value is its kind, unique within a service, and the second the version of its
 * layout; a reader accepts every older version and refuses newer ones.
 *
 * <pre>{@code
 * static final Codec<Queue> QUEUE = Codec.of(1, 2,
 *         (out, queue) -> out.text(queue.name()).instant(queue.created()).optionalText(queue.policy()),
 *         in -> new Queue(in.text(), in.instant(), in.version() >= 2 ? in.optionalText() : null));
 * }</pre>
 */
public interface Codec<T> {
    byte[] encode(T value);

    T decode(byte[] stored);

    static <T> Codec<T> of(int kind, int version, BiConsumer<ValueWriter, T> writer, Function<ValueReader, T> reader) {
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                ValueWriter out = new ValueWriter(kind, version);
                writer.accept(out, value);
                return out.toBytes();
            }

            @Override
            public T decode(byte[] stored) {
                return reader.apply(new ValueReader(stored, kind, version));
            }
        };
    }
}
