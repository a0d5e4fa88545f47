package dev.gust.runtime;

import java.lang.reflect.Method;
import java.util.List;

/**
 * The class path that Java was started with, which holds the function's classes and jars: only what is there can come from a cache. A folder
 * can not be there, so that the package's own classes were put into a jar; its other files are found where they are.
 */
final class OwnClassPath {
    private OwnClassPath() {}

    static ClassLoader classes(String task, List<?> layers) {
        ClassLoader classes = ClassLoader.getSystemClassLoader();
        try {
            Method append = classes.getClass().getDeclaredMethod("appendToClassPathForInstrumentation", String.class);
            append.setAccessible(true);
            append.invoke(classes, task + '/');
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not let its class path grow", e);
        }
        return classes;
    }
}
