package dev.gust.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The properties of a class by their names in JSON: its getters and setters, and its public fields. */
final class Properties {
    private static final ClassValue<Properties> OF = new ClassValue<Properties>() {
        @Override
        protected Properties computeValue(Class<?> type) {
            return new Properties(type);
        }
    };

    /** In the order of the fields behind them, as far as there are some. */
    final Map<String, Method> getters = new LinkedHashMap<>();

    final Map<String, Field> publicFields = new LinkedHashMap<>();
    private final Map<String, Method> setters = new LinkedHashMap<>();
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, Method> settersOfAnyCase = new LinkedHashMap<>();
    private final Map<String, Field> fieldsOfAnyCase = new LinkedHashMap<>();

    private Properties(Class<?> type) {
        Map<String, Method> found = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || method.isBridge() || method.getDeclaringClass() == Object.class) {
                continue;
            }
            String getter = getter(method);
            if (getter != null) {
                found.putIfAbsent(getter, method);
            } else if (method.getParameterCount() == 1 && method.getName().startsWith("set") && method.getName().length() > 3) {
                setters.merge(lowered(method.getName().substring(3)), method, Properties::better);
            }
        }
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    fields.putIfAbsent(field.getName(), field);
                }
            }
        }
        fields.forEach((name, field) -> {
            Method getter = found.remove(name);
            if (getter != null) {
                getters.put(name, open(getter));
            } else if (Modifier.isPublic(field.getModifiers()) && Modifier.isPublic(field.getDeclaringClass().getModifiers())) {
                publicFields.put(name, field);
            }
        });
        found.keySet().stream().sorted().forEach(name -> getters.put(name, open(found.get(name))));
        setters.forEach((name, method) -> settersOfAnyCase.putIfAbsent(name.toLowerCase(Locale.ROOT), method));
        fields.forEach((name, field) -> fieldsOfAnyCase.putIfAbsent(name.toLowerCase(Locale.ROOT), field));
    }

    static Properties of(Class<?> type) {
        return OF.get(type);
    }

    /** Sets one, whatever the case of its name is; what the class does not know is passed over. */
    void set(Object target, String name, boolean evenPrivate, Decoder decoder, Map<String, Type> bindings, Object value)
            throws ReflectiveOperationException {
        Method setter = setters.get(name);
        Field field = setter == null ? publicFields.get(name) : null;
        if (setter == null && field == null) {
            setter = settersOfAnyCase.get(name.toLowerCase(Locale.ROOT));
            Field candidate = fieldsOfAnyCase.get(name.toLowerCase(Locale.ROOT));
            // A field that a getter shows is set where there is no setter, as Jackson does.
            boolean open = candidate != null
                    && (evenPrivate || publicFields.containsValue(candidate) || getters.containsKey(candidate.getName()));
            field = setter == null && open ? candidate : null;
        }
        if (setter != null) {
            open(setter).invoke(target, decoder.decode(value, setter.getGenericParameterTypes()[0], bindings));
        } else if (field != null) {
            field.setAccessible(true);
            field.set(target, decoder.decode(value, field.getGenericType(), bindings));
        }
    }

    private static Method open(Method method) {
        // A public method of a class that is not public.
        method.trySetAccessible();
        return method;
    }

    /** Of overloads, the one whose parameter is no text: that is the one for convenience. */
    private static Method better(Method one, Method other) {
        return one.getParameterTypes()[0] == String.class ? other : one;
    }

    private static String getter(Method method) {
        String name = method.getName();
        if (method.getParameterCount() != 0 || method.getReturnType() == void.class) {
            return null;
        }
        if (name.startsWith("get") && name.length() > 3) {
            return lowered(name.substring(3));
        }
        boolean yesOrNo = method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
        return name.startsWith("is") && name.length() > 2 && yesOrNo ? lowered(name.substring(2)) : null;
    }

    /** "URLPath" is "urlpath": every capital at the beginning. */
    private static String lowered(String name) {
        int capitals = 0;
        while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
            capitals++;
        }
        return name.substring(0, capitals).toLowerCase(Locale.ROOT) + name.substring(capitals);
    }
}
