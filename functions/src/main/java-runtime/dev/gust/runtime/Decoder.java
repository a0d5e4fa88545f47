package dev.gust.runtime;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** JSON to the objects that a handler wants: what Jackson makes of it on AWS, as far as beans, records, collections and values go. */
final class Decoder {
    private static final Map<String, Type> NONE = Map.of();

    Object decode(Object value, Type type) {
        try {
            return decode(value, type, NONE);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("making a " + type.getTypeName() + ": " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    Object decode(Object value, Type type, Map<String, Type> bindings) throws ReflectiveOperationException {
        if (type instanceof TypeVariable) {
            Type bound = bindings.get(((TypeVariable<?>) type).getName());
            return bound == null ? value : decode(value, bound, NONE);
        }
        if (type instanceof WildcardType) {
            return decode(value, ((WildcardType) type).getUpperBounds()[0], bindings);
        }
        if (type instanceof GenericArrayType) {
            Type item = ((GenericArrayType) type).getGenericComponentType();
            return array(value, item, raw(item, bindings), bindings);
        }
        Class<?> raw = raw(type, bindings);
        if (value == null) {
            return raw == Optional.class ? Optional.empty() : raw.isPrimitive() ? Array.get(Array.newInstance(raw, 1), 0) : null;
        }
        Type[] arguments = type instanceof ParameterizedType ? bind((ParameterizedType) type, bindings) : new Type[0];
        if (raw == Object.class || raw == Comparable.class || raw == java.io.Serializable.class) {
            return value;
        }
        if (raw == Optional.class) {
            return Optional.of(decode(value, argument(arguments, 0), bindings));
        }
        if (raw.isArray()) {
            return array(value, raw.getComponentType(), raw.getComponentType(), bindings);
        }
        if (value instanceof Map<?, ?>) {
            return Map.class.isAssignableFrom(raw) ? map((Map<?, ?>) value, raw, arguments) : object((Map<?, ?>) value, raw, arguments);
        }
        if (value instanceof List<?>) {
            return collection((List<?>) value, raw, argument(arguments, 0));
        }
        return scalar(value, raw);
    }

    private static Class<?> raw(Type type, Map<String, Type> bindings) {
        if (type instanceof Class<?>) {
            return (Class<?>) type;
        }
        if (type instanceof ParameterizedType) {
            return (Class<?>) ((ParameterizedType) type).getRawType();
        }
        Type bound = type instanceof TypeVariable ? bindings.get(((TypeVariable<?>) type).getName()) : null;
        return bound == null ? Object.class : raw(bound, NONE);
    }

    private static Type[] bind(ParameterizedType type, Map<String, Type> bindings) {
        Type[] arguments = type.getActualTypeArguments().clone();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof TypeVariable) {
                arguments[i] = bindings.getOrDefault(((TypeVariable<?>) arguments[i]).getName(), Object.class);
            }
        }
        return arguments;
    }

    private static Type argument(Type[] arguments, int index) {
        return index < arguments.length ? arguments[index] : Object.class;
    }

    private static Map<String, Type> names(Class<?> raw, Type[] arguments) {
        if (arguments.length == 0) {
            return NONE;
        }
        Map<String, Type> names = new HashMap<>();
        TypeVariable<?>[] variables = raw.getTypeParameters();
        for (int i = 0; i < Math.min(variables.length, arguments.length); i++) {
            names.put(variables[i].getName(), arguments[i]);
        }
        return names;
    }

    // ---- collections ----

    private Object array(Object value, Type item, Class<?> rawItem, Map<String, Type> bindings) throws ReflectiveOperationException {
        if (rawItem == byte.class && value instanceof String) {
            return Base64.getDecoder().decode((String) value);
        }
        if (rawItem == char.class && value instanceof String) {
            return ((String) value).toCharArray();
        }
        if (!(value instanceof List<?>)) {
            throw mismatch(value, rawItem.getTypeName() + "[]");
        }
        List<?> items = (List<?>) value;
        Object array = Array.newInstance(rawItem, items.size());
        for (int i = 0; i < items.size(); i++) {
            Array.set(array, i, decode(items.get(i), item, bindings));
        }
        return array;
    }

    @SuppressWarnings("unchecked")
    private Object map(Map<?, ?> value, Class<?> raw, Type[] arguments) throws ReflectiveOperationException {
        Map<Object, Object> map;
        if (raw.isAssignableFrom(LinkedHashMap.class)) {
            map = new LinkedHashMap<>();
        } else if (SortedMap.class.isAssignableFrom(raw) && raw.isAssignableFrom(TreeMap.class)) {
            map = new TreeMap<>();
        } else if (raw == ConcurrentMap.class) {
            map = new ConcurrentHashMap<>();
        } else {
            map = (Map<Object, Object>) create(raw);
        }
        for (Map.Entry<?, ?> entry : value.entrySet()) {
            Object key = decode(entry.getKey(), argument(arguments, 0), NONE);
            map.put(key, decode(entry.getValue(), argument(arguments, 1), NONE));
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    private Object collection(List<?> value, Class<?> raw, Type item) throws ReflectiveOperationException {
        Collection<Object> collection;
        if (raw.isAssignableFrom(ArrayList.class)) {
            collection = new ArrayList<>(value.size());
        } else if (raw == Set.class || raw == LinkedHashSet.class) {
            collection = new LinkedHashSet<>();
        } else if (SortedSet.class.isAssignableFrom(raw) && raw.isAssignableFrom(TreeSet.class)) {
            collection = new TreeSet<>();
        } else if (Queue.class.isAssignableFrom(raw) && raw.isAssignableFrom(ArrayDeque.class)) {
            collection = new ArrayDeque<>();
        } else if (Collection.class.isAssignableFrom(raw)) {
            collection = (Collection<Object>) create(raw);
        } else {
            throw mismatch(value, raw.getTypeName());
        }
        for (Object each : value) {
            collection.add(decode(each, item, NONE));
        }
        return collection;
    }

    // ---- objects ----

    private Object object(Map<?, ?> value, Class<?> raw, Type[] arguments) throws ReflectiveOperationException {
        if (raw == String.class || raw.isPrimitive() || raw.isEnum() || Number.class.isAssignableFrom(raw)
                || raw.getName().startsWith("java.")) {
            throw mismatch(value, raw.getTypeName());
        }
        Map<String, Type> bindings = names(raw, arguments);
        if (raw.isRecord()) {
            return record(value, raw, bindings);
        }
        Constructor<?> plain = plainConstructor(raw);
        Object target;
        if (plain != null) {
            target = plain.newInstance();
        } else {
            Executable named = namedConstructor(raw);
            if (named != null) {
                return ((Constructor<?>) named).newInstance(arguments(value, named, bindings));
            }
            target = unmade(raw);
        }
        Properties properties = Properties.of(raw);
        for (Map.Entry<?, ?> member : value.entrySet()) {
            properties.set(target, (String) member.getKey(), plain == null, this, bindings, member.getValue());
        }
        return target;
    }

    private Object record(Map<?, ?> value, Class<?> raw, Map<String, Type> bindings) throws ReflectiveOperationException {
        RecordComponent[] components = raw.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = decode(member(value, components[i].getName()), components[i].getGenericType(), bindings);
        }
        Constructor<?> constructor = raw.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    private Object[] arguments(Map<?, ?> value, Executable executable, Map<String, Type> bindings) throws ReflectiveOperationException {
        Parameter[] parameters = executable.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = decode(member(value, parameters[i].getName()), parameters[i].getParameterizedType(), bindings);
        }
        return arguments;
    }

    private static Object member(Map<?, ?> members, String name) {
        if (members.containsKey(name)) {
            return members.get(name);
        }
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (((String) member.getKey()).equalsIgnoreCase(name)) {
                return member.getValue();
            }
        }
        return null;
    }

    private static Constructor<?> plainConstructor(Class<?> raw) {
        if (raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) {
            throw new IllegalArgumentException(raw.getTypeName() + " is abstract: a handler's input must be of a class that can be made");
        }
        try {
            Constructor<?> constructor = raw.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** One whose parameters the compiler has kept the names of. */
    private static Executable namedConstructor(Class<?> raw) {
        Constructor<?>[] constructors = raw.getConstructors();
        if (constructors.length != 1) {
            return null;
        }
        for (Parameter parameter : constructors[0].getParameters()) {
            if (!parameter.isNamePresent()) {
                return null;
            }
        }
        return constructors[0];
    }

    /** Without any constructor, as deserialisation makes objects; its fields are set afterwards. AWS's own S3 events need it. */
    private static Object unmade(Class<?> raw) throws ReflectiveOperationException {
        Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
        Object made = factory.getMethod("getReflectionFactory").invoke(null);
        Method maker = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
        return ((Constructor<?>) maker.invoke(made, raw, Object.class.getDeclaredConstructor())).newInstance();
    }

    private static Object create(Class<?> raw) throws ReflectiveOperationException {
        Constructor<?> constructor = plainConstructor(raw);
        if (constructor == null) {
            throw new IllegalArgumentException(raw.getTypeName() + " has no constructor without parameters");
        }
        return constructor.newInstance();
    }

    // ---- values ----

    private static Object scalar(Object value, Class<?> raw) throws ReflectiveOperationException {
        if (raw.isInstance(value)) {
            return value;
        }
        if (raw == String.class) {
            return value.toString();
        }
        if (raw == boolean.class || raw == Boolean.class) {
            if (value instanceof Boolean || value.equals("true") || value.equals("false")) {
                return Boolean.valueOf(value.toString());
            }
            throw mismatch(value, raw.getTypeName());
        }
        Object number = number(value, raw);
        if (number != null) {
            return number;
        }
        if ((raw == char.class || raw == Character.class) && value.toString().length() == 1) {
            return value.toString().charAt(0);
        }
        if (raw.isEnum()) {
            for (Object constant : raw.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(value) || value.equals(((Enum<?>) constant).ordinal())) {
                    return constant;
                }
            }
            throw mismatch(value, raw.getTypeName());
        }
        if (raw == ByteBuffer.class && value instanceof String) {
            return ByteBuffer.wrap(Base64.getDecoder().decode((String) value));
        }
        return value instanceof Number ? moment((Number) value, raw) : fromText(value.toString(), raw);
    }

    private static Object number(Object value, Class<?> raw) {
        boolean numeric = raw.isPrimitive() && raw != boolean.class && raw != char.class || Number.class.isAssignableFrom(raw);
        if (!numeric) {
            return null;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            throw mismatch(value, raw.getTypeName());
        }
        if (raw == double.class || raw == Double.class || raw == Number.class) {
            return raw == Number.class && value instanceof Number ? value : (Object) exact.doubleValue();
        }
        if (raw == float.class || raw == Float.class) {
            return exact.floatValue();
        }
        if (raw == BigDecimal.class) {
            return exact;
        }
        BigInteger whole = exact.toBigInteger();
        if (raw == BigInteger.class) {
            return whole;
        }
        try {
            if (raw == int.class || raw == Integer.class) {
                return whole.intValueExact();
            }
            if (raw == long.class || raw == Long.class) {
                return whole.longValueExact();
            }
            if (raw == short.class || raw == Short.class) {
                return whole.shortValueExact();
            }
            return raw == byte.class || raw == Byte.class ? (Object) whole.byteValueExact() : null;
        } catch (ArithmeticException e) {
            throw mismatch(value, raw.getTypeName());
        }
    }

    /** Milliseconds for dates, seconds for instants, as Jackson reads them; in events AWS writes seconds. */
    private static Object moment(Number value, Class<?> raw) throws ReflectiveOperationException {
        BigDecimal exact = new BigDecimal(value.toString());
        if (raw == Instant.class) {
            BigInteger nanos = exact.movePointRight(9).toBigInteger();
            BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        }
        boolean seconds = exact.stripTrailingZeros().scale() > 0 || exact.abs().compareTo(BigDecimal.valueOf(20_000_000_000L)) < 0;
        long millis = (seconds ? exact.movePointRight(3) : exact).longValue();
        if (Date.class == raw) {
            return new Date(millis);
        }
        try {
            return raw.getConstructor(long.class).newInstance(millis);
        } catch (NoSuchMethodException e) {
            throw mismatch(value, raw.getTypeName());
        }
    }

    private static Object fromText(String text, Class<?> raw) throws ReflectiveOperationException {
        if (raw == Date.class) {
            return Date.from(text.endsWith("Z") ? Instant.parse(text) : java.time.OffsetDateTime.parse(text).toInstant());
        }
        for (String name : new String[] {"parse", "fromString", "valueOf", "of", "create"}) {
            for (Class<?> parameter : new Class<?>[] {String.class, CharSequence.class}) {
                try {
                    Method method = raw.getMethod(name, parameter);
                    if (Modifier.isStatic(method.getModifiers()) && raw.isAssignableFrom(method.getReturnType())) {
                        return method.invoke(null, text);
                    }
                } catch (NoSuchMethodException e) {
                    continue;
                }
            }
        }
        try {
            return raw.getConstructor(String.class).newInstance(text);
        } catch (NoSuchMethodException e) {
            throw mismatch(text, raw.getTypeName());
        }
    }

    private static IllegalArgumentException mismatch(Object value, String wanted) {
        String kind = value instanceof Map<?, ?> ? "an object" : value instanceof List<?> ? "an array" : value.getClass().getSimpleName();
        return new IllegalArgumentException("Cannot make a " + wanted + " of " + kind);
    }
}
