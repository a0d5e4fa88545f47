package dev.gust.runtime;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TimeZone;

/**
 * The function's variables. A process of the pool was started before anyone knew them, and Java reads its variables once: what it read
 * is replaced, so that System.getenv and the processes that the function starts see the function's.
 */
final class Variables {
    private Variables() {}

    static void replace(Map<String, String> variables) throws ReflectiveOperationException {
        Class<?> holder = Class.forName("java.lang.ProcessEnvironment");
        Field shown = holder.getDeclaredField("theUnmodifiableEnvironment");
        shown.setAccessible(true);
        Object unmodifiable = shown.get(null);
        Field behind = unmodifiable.getClass().getDeclaredField("m");
        behind.setAccessible(true);
        @SuppressWarnings("unchecked")
        Map<String, String> environment = (Map<String, String>) behind.get(unmodifiable);
        environment.clear();
        environment.putAll(variables);
        String zone = variables.get("TZ");
        if (zone != null && !zone.isEmpty()) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone.startsWith(":") ? zone.substring(1) : zone));
        }
    }
}
