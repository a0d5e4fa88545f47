package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds a handler: "package.Class", which implements one of the interfaces, or "package.Class::method", which may be any public one. */
final class HandlerLoader {
    private HandlerLoader() {}

    /** Classes and jars of the package, and the jars of its layers, as AWS lays them out. */
    static ClassLoader classes(String task, List<?> layers) {
        List<URL> places = new ArrayList<>();
        try {
            places.add(new File(task).toURI().toURL());
            addJars(places, new File(task, "lib"));
            for (Object layer : layers) {
                addJars(places, new File(layer.toString(), "java/lib"));
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
        return new URLClassLoader(places.toArray(new URL[0]), HandlerLoader.class.getClassLoader());
    }

    private static void addJars(List<URL> places, File folder) throws MalformedURLException {
        File[] jars = folder.listFiles((in, name) -> name.endsWith(".jar"));
        if (jars != null) {
            Arrays.sort(jars);
            for (File jar : jars) {
                places.add(jar.toURI().toURL());
            }
        }
    }

    static Handler load(String name, ClassLoader classes) throws Failure {
        String[] parts = name.split("::", -1);
        if (parts.length > 2 || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
            throw Failure.found("Invalid handler: `" + name + "'");
        }
        Class<?> type;
        try {
            type = Class.forName(parts[0], true, classes);
        } catch (ClassNotFoundException e) {
            throw Failure.found("Class not found: " + parts[0], e);
        } catch (Throwable e) {
            throw Failure.found("Error loading class " + parts[0] + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        }
        boolean interfaces = parts.length == 1 || parts[1].equals("handleRequest");
        if (interfaces && RequestStreamHandler.class.isAssignableFrom(type)) {
            RequestStreamHandler handler = (RequestStreamHandler) make(type);
            Method method = streamMethod(handler.getClass());
            return new MethodHandler(handler, method);
        }
        if (interfaces && RequestHandler.class.isAssignableFrom(type)) {
            return MethodHandler.ofInterface((RequestHandler<?, ?>) make(type));
        }
        if (parts.length == 1) {
            throw Failure.found("Class does not implement an appropriate handler interface: " + type.getName());
        }
        Method method = method(type, parts[1]);
        return new MethodHandler(Modifier.isStatic(method.getModifiers()) ? null : make(type), method);
    }

    private static Method streamMethod(Class<?> type) {
        try {
            return RequestStreamHandler.class.getMethod("handleRequest", InputStream.class, OutputStream.class, Context.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " without its interface's method", e);
        }
    }

    /** The one that takes most; of those, one that takes the context last. No lambdas here: each would cost a start half a millisecond. */
    private static Method method(Class<?> type, String name) throws Failure {
        Method best = null;
        for (Method method : type.getMethods()) {
            boolean candidate = method.getName().equals(name) && !method.isBridge() && fits(method);
            if (candidate && (best == null || better(method, best))) {
                best = method;
            }
        }
        if (best == null) {
            throw Failure.found(
                    "No public method named " + name + " with appropriate method signature found on class " + type.getName());
        }
        return best;
    }

    private static boolean better(Method method, Method than) {
        return method.getParameterCount() == than.getParameterCount()
                ? takesContext(method) && !takesContext(than)
                : method.getParameterCount() > than.getParameterCount();
    }

    private static boolean fits(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return switch (parameters.length) {
            case 0, 1 -> true;
            case 2 -> parameters[1] == Context.class && parameters[0] != Context.class || parameters[0] == InputStream.class && parameters[1] == OutputStream.class;
            case 3 -> parameters[0] == InputStream.class && parameters[1] == OutputStream.class && parameters[2] == Context.class;
            default -> false;
        };
    }

    private static boolean takesContext(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return parameters.length > 0 && parameters[parameters.length - 1] == Context.class;
    }

    private static Object make(Class<?> type) throws Failure {
        try {
            Constructor<?> constructor = type.getConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
            throw Failure.found(new Exception(
                    inner
                            ? "Class " + type.getName() + " cannot be instantiated because it is a non-static inner class"
                            : "Class " + type.getName() + " has no public zero-argument constructor",
                    e));
        } catch (InvocationTargetException e) {
            throw Failure.found(e.getCause());
        } catch (InstantiationException e) {
            throw Failure.found("Class " + type.getName() + " is abstract and can't be instantiated", e);
        } catch (IllegalAccessException | LinkageError e) {
            throw Failure.found(e);
        }
    }
}
