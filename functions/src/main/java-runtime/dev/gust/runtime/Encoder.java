package dev.gust.runtime;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Objects to JSON: what a handler returned. */
final class Encoder {
    private static final int MAXIMUM_DEPTH = 500;

    private final StringBuilder out = new StringBuilder(256);
    private int depth;

    private Encoder() {}

    static byte[] encode(Object value) throws ReflectiveOperationException {
        Encoder encoder = new Encoder();
        encoder.write(value);
        return encoder.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(Object value) throws ReflectiveOperationException {
        if (++depth > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException("an object that holds itself, or is nested deeper than " + MAXIMUM_DEPTH + ": "
                    + value.getClass().getName());
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof CharSequence || value instanceof Character) {
            Json.quote(out, value.toString());
        } else if (value instanceof Double && !Double.isFinite((Double) value)
                || value instanceof Float && !Float.isFinite((Float) value)) {
            Json.quote(out, value.toString());
        } else if (value instanceof Number && value.getClass().getName().startsWith("java.") || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Enum<?>) {
            Json.quote(out, ((Enum<?>) value).name());
        } else if (value instanceof Map<?, ?>) {
            map((Map<?, ?>) value);
        } else if (value instanceof Iterable<?> && !(value instanceof java.nio.file.Path)) {
            items((Iterable<?>) value);
        } else if (value.getClass().isArray()) {
            array(value);
        } else if (!special(value)) {
            object(value);
        }
        depth--;
    }

    private boolean special(Object value) throws ReflectiveOperationException {
        if (value instanceof Optional<?>) {
            write(((Optional<?>) value).orElse(null));
        } else if (value instanceof OptionalInt) {
            write(((OptionalInt) value).isPresent() ? ((OptionalInt) value).getAsInt() : null);
        } else if (value instanceof OptionalLong) {
            write(((OptionalLong) value).isPresent() ? ((OptionalLong) value).getAsLong() : null);
        } else if (value instanceof OptionalDouble) {
            write(((OptionalDouble) value).isPresent() ? ((OptionalDouble) value).getAsDouble() : null);
        } else if (value instanceof Date) {
            out.append(((Date) value).getTime());
        } else if (value instanceof ByteBuffer) {
            ByteBuffer bytes = ((ByteBuffer) value).duplicate();
            byte[] content = new byte[bytes.remaining()];
            bytes.get(content);
            array(content);
        } else if (value instanceof Class<?>) {
            Json.quote(out, ((Class<?>) value).getName());
        } else if (value.getClass().getName().startsWith("java.") || value.getClass().getName().startsWith("org.joda.time.")) {
            // Times, identifiers, addresses, paths: their text is what they are read from again.
            Json.quote(out, value.toString());
        } else {
            return false;
        }
        return true;
    }

    private void map(Map<?, ?> map) throws ReflectiveOperationException {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            Object key = entry.getKey();
            Json.quote(out, key instanceof Enum<?> ? ((Enum<?>) key).name() : String.valueOf(key));
            out.append(':');
            write(entry.getValue());
            separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private void items(Iterable<?> items) throws ReflectiveOperationException {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.append(',');
            }
            first = false;
            write(item);
        }
        out.append(']');
    }

    private void array(Object array) throws ReflectiveOperationException {
        if (array instanceof byte[]) {
            Json.quote(out, Base64.getEncoder().encodeToString((byte[]) array));
            return;
        }
        if (array instanceof char[]) {
            Json.quote(out, new String((char[]) array));
            return;
        }
        out.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(Array.get(array, i));
        }
        out.append(']');
    }

    private void object(Object value) throws ReflectiveOperationException {
        out.append('{');
        int begun = out.length();
        if (value.getClass().isRecord()) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                member(begun, component.getName(), call(component.getAccessor(), value));
            }
        } else {
            Properties properties = Properties.of(value.getClass());
            for (Map.Entry<String, Method> getter : properties.getters.entrySet()) {
                member(begun, getter.getKey(), call(getter.getValue(), value));
            }
            for (Map.Entry<String, Field> field : properties.publicFields.entrySet()) {
                member(begun, field.getKey(), field.getValue().get(value));
            }
        }
        out.append('}');
    }

    private void member(int begun, String name, Object value) throws ReflectiveOperationException {
        if (out.length() > begun) {
            out.append(',');
        }
        Json.quote(out, name);
        out.append(':');
        write(value);
    }

    private static Object call(Method method, Object target) throws ReflectiveOperationException {
        method.setAccessible(true);
        try {
            return method.invoke(target);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " failed: " + e.getCause(), e.getCause());
        }
    }
}
